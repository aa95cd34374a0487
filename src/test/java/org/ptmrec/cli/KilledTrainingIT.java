package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.recommend.TrainingLoop;
import org.slf4j.LoggerFactory;

/** A process that is killed while it trains loses nothing but time. */
class KilledTrainingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int USERS = 40;
  private static final int ITEMS = 30;

  @TempDir Path folder;

  @Test
  void run_killedDuringTraining_resumesAndEndsWithTheSameMetrics() throws Exception {
    Path pipeline = pipeline();
    assertThat(
            runHere(pipeline, "store=" + folder.resolve("straight"), "train.checkpointEvery=1000"))
        .isEqualTo(0);

    Process process = runElsewhere(pipeline, "store=" + folder.resolve("killed"));
    try {
      awaitCheckpoint(process);
      process.destroyForcibly(); // SIGKILL: no hook runs, nothing is closed
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(128 + 9);
    assertThat(published("killed", "train")).isEmpty();

    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(TrainingLoop.class);
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    log.start();
    try {
      assertThat(runHere(pipeline, "store=" + folder.resolve("killed"))).isEqualTo(0);
    } finally {
      logger.detachAppender(log);
      logger.setLevel(before);
    }
    assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage).toList().toString())
        .containsMatch("LightGCN, seed 999: goes on after [1-9][0-9]* epochs");
    for (String stage : List.of("train", "evaluate")) {
      assertWithMessage(stage).that(published("straight", stage)).hasSize(1);
      assertWithMessage(stage)
          .that(published("killed", stage))
          .isEqualTo(published("straight", stage));
    }
  }

  private Path pipeline() throws IOException {
    StringBuilder interactions = new StringBuilder("user_id,item_id,rating,timestamp\n");
    StringBuilder items = new StringBuilder();
    for (int user = 0; user < USERS; user++) {
      for (int n = 0; n < 12; n++) { // neighbours share most of their items
        int item = (user / 4 * 3 + n * (n + user % 4)) % ITEMS;
        interactions.append("u" + user + ",i" + item + ",5," + n + "\n");
      }
    }
    for (int item = 0; item < ITEMS; item++) {
      items.append("{\"item_id\": \"i" + item + "\"}\n");
    }
    Files.writeString(folder.resolve("interactions.csv"), interactions);
    Files.writeString(folder.resolve("items.jsonl"), items);
    return Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: killed
        stages:
          ingest: {interactions: interactions.csv, items: items.jsonl, kCore: 1}
          train:
            recommenders: [LightGCN]
            epochs: 400
            patience: 400
            checkpointEvery: 1
          evaluate: {}
        """);
  }

  private static List<String> arguments(Path pipeline, String... settings) {
    List<String> arguments = new ArrayList<>(List.of("run", pipeline.toString()));
    for (String setting : settings) {
      arguments.add("--set");
      arguments.add(setting);
    }
    return arguments;
  }

  private static int runHere(Path pipeline, String... settings) {
    StringWriter ignored = new StringWriter();
    return Main.commandLine()
        .setOut(new PrintWriter(ignored))
        .execute(arguments(pipeline, settings).toArray(String[]::new));
  }

  private Process runElsewhere(Path pipeline, String... settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments(pipeline, settings));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("killed.log").toFile())
        .start();
  }

  private void awaitCheckpoint(Process process) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (checkpoints().isEmpty()) {
      boolean isOver = process.waitFor(5, TimeUnit.MILLISECONDS);
      assertWithMessage(Files.readString(folder.resolve("killed.log"))).that(isOver).isFalse();
      assertWithMessage("no checkpoint").that(System.nanoTime()).isLessThan(deadline);
    }
  }

  private List<Path> checkpoints() throws IOException {
    return files(folder.resolve("killed/train"), "LightGCN-.*\\.avro");
  }

  /** Digests of a stage's artifacts. */
  private List<String> published(String store, String stage) throws IOException {
    List<String> digests = new ArrayList<>();
    for (Path manifest : files(folder.resolve(store).resolve(stage), "manifest\\.json")) {
      digests.add(new ObjectMapper().readTree(manifest.toFile()).path("digest").asText());
    }
    return digests;
  }

  private static List<Path> files(Path root, String name) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.getFileName().toString().matches(name)).toList();
    } catch (java.io.UncheckedIOException e) {
      return List.of(); // a file vanished while it was looked at
    }
  }
}
