package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

class DownloadFailuresTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  /** One user and an item for each URL. */
  private String pipeline(String... urls) throws Exception {
    StringBuilder interactions = new StringBuilder("user_id,item_id,rating,timestamp\n");
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < urls.length; i++) {
      interactions.append("u,i").append(i).append(",5,").append(i).append('\n');
      items.append(String.format("{\"item_id\": \"i%d\", \"image\": \"%s\"}%n", i, urls[i]));
    }
    Files.writeString(folder.resolve("i.csv"), interactions);
    Files.writeString(folder.resolve("i.jsonl"), items);
    return Files.writeString(
            folder.resolve("p.yaml"),
            "name: p\nstages:\n  ingest: {interactions: i.csv, items: i.jsonl, kCore: 1}\n"
                + "  download-images: {allowPrivateAddresses: true, attempts: 1, maxFailureRate: 1,"
                + " perHost: {rate: 100000, concurrency: 8}}\n")
        .toString();
  }

  @Test
  void run_tenThousandFailures_fewLinesAndAllRecorded() throws Exception {
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 100);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    String[] urls = new String[10_000];
    for (int i = 0; i < urls.length; i++) {
      urls[i] =
          switch (i % 3) {
            case 0 -> "http://127.0.0.1:" + server.getAddress().getPort() + "/" + i;
            case 1 -> "http://0x7f.1/" + i;
            default -> "gopher://shop.example/" + i;
          };
    }
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    lines.start();
    root.addAppender(lines);
    try {
      assertThat(run("run", pipeline(urls))).isEqualTo(0);
    } finally {
      root.detachAppender(lines);
      server.stop(0);
    }
    assertThat(lines.list.size() + err.toString().lines().count()).isLessThan(300L);
    assertThat(run("failures", folder.resolve("p.yaml").toString(), "--json")).isEqualTo(0);
    assertThat(out.toString().lines().count()).isEqualTo(10_000L);
    assertThat(out.toString().lines().filter(line -> line.contains("\"HTTP_4XX\"")).count())
        .isEqualTo(3_334L);
    assertThat(out.toString())
        .containsMatch("\"attempts\":1,\"httpStatus\":404,\"millis\":\\d+,\"time\":\"20");
  }

  @Test
  void run_failuresBeyondTheBudget_endsWithFourAndTheReasons() throws Exception {
    String file = pipeline("gopher://a/", "gopher://b/", "http://0x7f.1/");
    assertThat(run("run", file, "--set", "download-images.maxFailureRate=0.5")).isEqualTo(4);
    assertThat(err.toString()).contains("BAD_URL 2, BLOCKED_ADDRESS 1;");
    assertThat(run("failures", file)).isEqualTo(2);
    assertThat(err.toString()).contains("no download has been published");
  }

  @Test
  void failures_ofAFileThatIsAsItWasBefore_areThoseOfThen() throws Exception {
    String[] urls = {"gopher://a/", "gopher://b/", "http://0x7f.1/"};
    assertThat(run("run", pipeline(urls))).isEqualTo(0);
    assertThat(run("run", pipeline("gopher://c/"))).isEqualTo(0);
    assertThat(run("failures", pipeline(urls))).isEqualTo(0);
    assertThat(out.toString()).containsMatch("BAD_URL +2\nBLOCKED_ADDRESS +1\n");
  }

  @Test
  void failures_ofARunAndOfAFile_tableOfReasons() throws Exception {
    String file = pipeline("gopher://a/", "gopher://b/", "http://0x7f.1/");
    assertThat(run("run", file)).isEqualTo(0);
    assertThat(run("failures", file)).isEqualTo(0);
    assertThat(out.toString()).containsMatch("BAD_URL +2\nBLOCKED_ADDRESS +1\n");
    String id = err.toString().replaceAll("(?s)run (\\S+) of p .*", "$1");
    assertThat(
            run(
                "failures",
                id,
                "--store",
                folder.resolve("artifacts").toString(),
                "--reason=blocked-address",
                "--json"))
        .isEqualTo(0);
    assertThat(out.toString()).contains("{\"item\":2,\"url\":\"http://0x7f.1/\"");
    assertThat(run("run", file, "--retry-failed=NONSENSE")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("no reason 'NONSENSE'; there are BAD_URL, ");
  }

  @Test
  void run_retryFailedWithoutReasons_meansAll() throws Exception {
    String file = pipeline("gopher://a/");
    assertThat(run("run", file)).isEqualTo(0);
    assertThat(run("run", "--retry-failed", file)).isEqualTo(0);
    assertThat(err.toString()).contains("1 failures to try again");
  }
}
