package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.testkit.DrawnPictures;
import org.slf4j.LoggerFactory;

/**
 * A run that needs secrets writes none of them down: a password in a picture's address, a value of
 * the environment in the base, as the data's folder and as the lineage endpoint's token, and, but
 * for the catalogue's own addresses, a token in a query.
 */
class SecretsTest {
  private static final String PASSWORD = "the-password-of-bob";
  private static final String TOKEN = "token-of-a-signed-address";
  private static final String VARIABLE = "PTMREC_TEST_SECRET";
  private static final String VALUE = System.getenv(VARIABLE);

  @TempDir Path folder;
  private HttpServer server;
  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> keys = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void start() throws IOException {
    byte[] loopback = {127, 0, 0, 1};
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(loopback), 0), 0);
    server.createContext("/", this::picture);
    server.createContext("/api", this::event);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void picture(HttpExchange exchange) throws IOException {
    String address = exchange.getRequestURI().toString();
    asked.add(address);
    byte[] body = address.contains("/good") ? DrawnPictures.png(address.length()) : new byte[0];
    exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void event(HttpExchange exchange) throws IOException {
    keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    events.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private String pipeline() throws IOException {
    String address = "127.0.0.1:" + server.getAddress().getPort();
    StringBuilder interactions = new StringBuilder("user_id,item_id,rating,timestamp\n");
    for (int user = 0; user < 10; user++) {
      for (int item = 0; item < 4; item++) {
        interactions.append("u%d,i%d,5,%d\n".formatted(user, item, item));
      }
    }
    Path data = Files.createDirectory(folder.resolve(VALUE));
    Files.writeString(data.resolve("interactions.csv"), interactions);
    Map<String, String> images = new TreeMap<>();
    images.put("i0", "good.png?token=" + TOKEN);
    images.put("i1", "http://" + address + "/good-as-well.png?token=" + TOKEN);
    images.put("i2", "gone.png?token=" + TOKEN);
    images.put("i3", "http://bob:" + PASSWORD + "@" + address + "/good.png");
    StringBuilder items = new StringBuilder();
    images.forEach(
        (item, image) ->
            items.append("{\"item_id\": \"%s\", \"image\": \"%s\"}\n".formatted(item, image)));
    Files.writeString(data.resolve("items.jsonl"), items);
    return Files.writeString(
            folder.resolve("secrets.yaml"),
            """
            name: secrets
            store: store
            data: "${env:%s}"
            clip: %s
            lineage: {url: "http://%s", apiKey: "${env:%s}"}
            stages:
              ingest: {interactions: "${data}/interactions.csv", items: "${data}/items.jsonl", kCore: 1}
              download-images:
                base: http://%s/${env:%s}/
                allowPrivateAddresses: true
                attempts: 1
                perHost: {rate: 1000}
              tokenize-text: {}
              encode: {}
              train: {recommenders: [VBPR], epochs: 1}
              evaluate: {}
              report: {mapItems: 0}
            """
                .formatted(
                    VARIABLE,
                    Path.of("pipelines/models/clip-tiny").toAbsolutePath(),
                    address,
                    VARIABLE,
                    address,
                    VARIABLE))
        .toString();
  }

  @Test
  void run_withSecrets_usesThemAndWritesNoneDown() throws Exception {
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    logged.start();
    root.addAppender(logged);
    ProgramRun.Result run;
    try {
      run = ProgramRun.of("run", pipeline());
    } finally {
      root.detachAppender(logged);
    }
    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);

    assertThat(asked).contains("/" + VALUE + "/good.png?token=" + TOKEN);
    assertThat(asked).contains("/good-as-well.png?token=" + TOKEN);
    assertThat(keys).contains("Bearer " + VALUE);
    assertThat(events).isNotEmpty();

    Map<String, String> written = files();
    written.put("out", run.out());
    written.put("err", run.err());
    written.put("events", String.join("\n", events));
    written.put("log", String.join("\n", logged.list.stream().map(SecretsTest::line).toList()));
    assertThat(written.keySet().stream().filter(name -> name.endsWith("report.html")).count())
        .isEqualTo(1);
    written.forEach(
        (name, text) -> {
          assertWithMessage(name).that(text).doesNotContain(PASSWORD);
          assertWithMessage(name).that(text).doesNotContain(VALUE);
          if (!isOfTheCatalogue(name)) {
            assertWithMessage(name).that(text).doesNotContain(TOKEN);
          }
        });
  }

  /** Whatever asks again needs the addresses as they are. */
  private static boolean isOfTheCatalogue(String file) {
    return file.matches("(ingest|download-images)/.*/(items|item-images|failures)-.*\\.avro");
  }

  private static String line(ILoggingEvent event) {
    return event.getFormattedMessage()
        + (event.getThrowableProxy() == null ? "" : event.getThrowableProxy().getMessage());
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    Path store = folder.resolve("store");
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.put(
            store.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return texts;
  }

  /** What is not there cannot be looked for. */
  @Test
  void environment_ofTheTests_hasTheSecret() {
    assertThat(List.of(String.valueOf(VALUE))).containsExactly("a-secret-of-the-environment");
  }
}
