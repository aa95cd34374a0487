package org.ptmrec.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.Digests;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.download.FetchSpec;
import org.ptmrec.download.FileDownload;
import org.ptmrec.pipeline.InputFile;
import org.ptmrec.pipeline.PipelineSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec fetch}: downloads the files that a pipeline names under {@code fetch}. */
@Command(
    name = "fetch",
    description = {
      "Downloads the input files of a pipeline: those under its key fetch that are not there yet.",
      "Started again, it goes on where it was."
    },
    mixinStandardHelpOptions = true)
final class FetchCommand implements Callable<Integer> {
  @Mixin private PipelineFile pipelineFile;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object a file")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PipelineSpec pipeline = pipelineFile.read();
    if (pipeline.inputFiles().isEmpty()) {
      throw new UserErrorException(
          pipeline.file() + " names no files to download; they are listed under the key fetch");
    }
    int failed = 0;
    for (InputFile file : pipeline.inputFiles()) {
      failed += get(file) ? 0 : 1;
    }
    return failed == 0 ? ExitCode.OK : ExitCode.STAGE_FAILED;
  }

  private boolean get(InputFile file) throws IOException, InterruptedException {
    Path path = Path.of(file.path());
    if (Files.exists(path)) {
      checkWhatIsThere(file, path);
      report(file, "there", "");
      return true;
    }
    FetchSpec limits =
        FetchSpec.create()
            .withAllowPrivateAddresses(file.allowPrivateAddresses())
            .withAttempts(5)
            .withIdleTimeout(Duration.ofSeconds(30));
    try (FileDownload download = new FileDownload(limits);
        TransferProgress progress =
            new TransferProgress(path.getFileName().toString(), spec.commandLine().getErr())) {
      String sha256 = download.fetch(file.url(), path, file.sha256().orElse(null), progress);
      report(file, "fetched", sha256);
      return true;
    } catch (FileDownload.FailedException e) {
      report(file, "failed", "");
      spec.commandLine().getErr().println("ptmrec: " + e.getMessage());
      return false;
    }
  }

  /** Never overwritten: it may be somebody's work. */
  private static void checkWhatIsThere(InputFile file, Path path) throws IOException {
    if (file.sha256().isPresent()) {
      try (var in = Files.newInputStream(path)) {
        String found = Digests.sha256(in);
        if (!found.equals(file.sha256().get())) {
          throw new UserErrorException(
              String.format(
                  "%s: its SHA-256 is %s, the pipeline file wants %s; move it away and fetch again",
                  path, found, file.sha256().get()));
        }
      }
    }
  }

  private void report(InputFile file, String status, String sha256) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path path = Path.of(file.path());
    long bytes = Files.exists(path) ? Files.size(path) : 0;
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("url", file.url());
      line.put("file", file.path());
      line.put("status", status);
      line.put("bytes", bytes);
      line.put("sha256", sha256.isEmpty() ? null : sha256);
      out.println(Json.ordered(line));
    } else {
      String digest = sha256.isEmpty() ? "" : "  sha256 " + sha256;
      out.printf("%-8s %s (%s)%s%n", status, file.path(), ProgressText.size(bytes), digest);
    }
    out.flush();
  }
}
