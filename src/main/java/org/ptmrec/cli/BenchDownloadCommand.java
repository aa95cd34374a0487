package org.ptmrec.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.artifact.WriteRecords;
import org.ptmrec.download.FetchImages;
import org.ptmrec.download.FetchSpec;
import org.ptmrec.pipeline.RunnerKind;
import org.ptmrec.pipeline.RunnerOptions;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.Item;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec bench download}: how fast images come in, beside what the server can do. */
@Command(
    name = "download",
    description = {
      "Downloads images from a server on this machine that waits before each answer, checks and"
          + " writes them as the stage download-images does.",
      "The ceiling is a plain loop with the same HTTP client that throws the bytes away."
    },
    mixinStandardHelpOptions = true)
final class BenchDownloadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--images", description = "Images of each run (${DEFAULT-VALUE})")
  private int images = 5000;

  @Option(names = "--bytes", description = "Size of an image (${DEFAULT-VALUE})")
  private int bytes = 50_000;

  @Option(names = "--latency", description = "Milliseconds before an answer (${DEFAULT-VALUE})")
  private int latency = 20;

  @Option(
      names = "--warm-up",
      description =
          "Images fetched before the first run, for the JVM to load and compile what is used; no"
              + " more than --images (${DEFAULT-VALUE})")
  private int warmUp = 1000;

  @Option(
      names = "--threads",
      split = ",",
      description = "Connections at once, one run each (${DEFAULT-VALUE})")
  private List<Integer> threads = List.of(4, 16, 32);

  @Option(
      names = "--runner",
      paramLabel = "direct|flink",
      description =
          "Inside this process (${DEFAULT-VALUE}); the DirectRunner keeps a core busy itself")
  private RunnerKind runner = RunnerKind.FLINK;

  @Option(names = "--json", description = "One JSON object a line")
  private boolean json;

  /** What one run measured. */
  private record Measurement(
      int threads,
      double imagesPerSecond,
      double ceilingImagesPerSecond,
      double cpuMillisPerImage,
      double peakRssMiB) {}

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LatencyServer.class.getName(),
                Integer.toString(bytes),
                Integer.toString(latency))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      String url = "http://127.0.0.1:" + reader.readLine() + "/";
      fetch(url + "warm/", Math.min(images, warmUp), threads.get(0));
      for (int n : threads) {
        print(measure(url, n));
      }
      return ExitCode.OK;
    } finally {
      server.destroy();
    }
  }

  private Measurement measure(String url, int n)
      throws IOException, InterruptedException, ExecutionException {
    double ceiling = copy(url + "ceiling/" + n + "/", n);
    long cpu = cpuNanos();
    long start = System.nanoTime();
    fetch(url + n + "/", images, n);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Measurement(
        n, images / seconds, ceiling, (cpuNanos() - cpu) / 1e6 / images, peakRssMiB());
  }

  /** As the stage does it. */
  private void fetch(String base, int images, int threads) throws IOException {
    Path folder = Files.createTempDirectory("ptmrec-bench");
    try {
      Pipeline pipeline = Pipeline.create(RunnerOptions.of(runner, "[local]", 0));
      List<Item> items = new ArrayList<>();
      for (int i = 0; i < images; i++) {
        items.add(new Item(i, "i" + i, "", "", i + ".jpg"));
      }
      pipeline
          .apply(Create.of(items).withCoder(AvroCoder.of(Item.class)))
          .apply(
              FetchImages.of(
                      FetchSpec.create()
                          .withBase(base)
                          .withAllowPrivateAddresses(true)
                          .withConcurrencyPerHost(threads)
                          .withMaxFailureRate(0)
                          .withRatePerHost(1e6))
                  .withRepeats()
                  .withCheckpoints(folder + "/state"))
          .getImages()
          .apply(
              WriteRecords.to(
                      folder.toString(), "images", Image.class, RecordKey.text(Image::getDigest))
                  .withShards(16)
                  .withDistinct(true));
      pipeline.run().waitUntilFinish();
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /** Images a second that the server and the client are good for when nothing is done with them. */
  private double copy(String base, int n)
      throws IOException, InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(n);
    try (CloseableHttpClient client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(n)
                    .setMaxConnPerRoute(n)
                    .build())
            .build()) {
      AtomicInteger next = new AtomicInteger();
      long start = System.nanoTime();
      List<Future<Void>> loops = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        loops.add(
            pool.submit(
                () -> {
                  for (int image = next.getAndIncrement();
                      image < images;
                      image = next.getAndIncrement()) {
                    byte[] content =
                        client.execute(
                            new HttpGet(base + image),
                            response -> EntityUtils.toByteArray(response.getEntity()));
                    if (content.length < bytes) {
                      throw new IOException("the server sent " + content.length + " bytes");
                    }
                  }
                  return null;
                }));
      }
      for (Future<Void> loop : loops) {
        loop.get();
      }
      return images / ((System.nanoTime() - start) / 1e9);
    } finally {
      pool.shutdownNow();
    }
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Of this process since its start; 0 where the system does not tell. */
  private static double peakRssMiB() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    return 0;
  }

  private void print(Measurement run) {
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("threads", run.threads());
      line.put("imagesPerSecond", run.imagesPerSecond());
      line.put("ceilingImagesPerSecond", run.ceilingImagesPerSecond());
      line.put("cpuMillisPerImage", run.cpuMillisPerImage());
      line.put("peakRssMiB", run.peakRssMiB());
      spec.commandLine().getOut().println(Json.line(line));
    } else {
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%3d threads: %,.0f images/s (ceiling %,.0f), %.2f ms of processor time an image,"
                  + " %,.0f MiB at most%n",
              run.threads(),
              run.imagesPerSecond(),
              run.ceilingImagesPerSecond(),
              run.cpuMillisPerImage(),
              run.peakRssMiB());
    }
    spec.commandLine().getOut().flush();
  }
}
