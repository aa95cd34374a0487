package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.recommend.TrainingLoop;

/** Every exit code that is documented, brought about by a command. */
class ExitCodesTest {
  /** Of a process that another one killed: not ours to choose. */
  private static final Set<Integer> OF_SIGNALS = Set.of(137, 143);

  private static final ConditionFactory AWAIT = Awaitility.await().atMost(Duration.ofMinutes(2));

  @TempDir Path folder;

  private Map<Integer, Supplier<ProgramRun.Result>> commands() throws Exception {
    TinyShop shop = new TinyShop(folder);
    String text = Files.readString(Path.of(shop.file()));
    Path gated =
        Files.writeString(folder.resolve("gated.yaml"), text + "  gate: {minValue: 1.0}\n");
    Path broken = folder.resolve("broken.csv");
    Files.writeString(broken, "user_id,item_id,rating,timestamp\nu1,i1,five\n");
    Map<Integer, Supplier<ProgramRun.Result>> commands = new TreeMap<>();
    commands.put(0, () -> shop.command("run"));
    commands.put(2, () -> shop.command("run", "--set", "train.epochs=many"));
    commands.put(3, () -> ProgramRun.of("run", gated.toString()));
    commands.put(4, () -> shop.command("run", "--set", "ingest.interactions=" + broken));
    commands.put(5, () -> shop.command("run", "--runner=flink", "--flink-master=127.0.0.1:1"));
    commands.put(130, () -> interrupted(shop));
    return commands;
  }

  /** As Ctrl-C does, in the midst of a training. */
  private ProgramRun.Result interrupted(TinyShop shop) {
    FutureTask<ProgramRun.Result> run =
        new FutureTask<>(
            () ->
                shop.command(
                    "run",
                    "--set=train.epochs=3000",
                    "--set=train.patience=3000",
                    "--set=train.checkpointEvery=1"));
    Thread thread = new Thread(run, "run");
    thread.start();
    try {
      AWAIT.until(this::isTraining);
      thread.interrupt();
      ProgramRun.Result result = run.get();
      AWAIT.until(() -> !hasTrainingThread()); // no runner stops it
      return result;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      thread.interrupt();
    }
  }

  /** Names only: files that are replaced every millisecond cannot be looked at. */
  private boolean isTraining() throws IOException {
    Path train = folder.resolve("artifacts/train");
    if (!Files.isDirectory(train)) {
      return false;
    }
    for (Path work : names(train)) {
      Path state = work.resolve("state");
      if (Files.isDirectory(state)
          && names(state).stream()
              .anyMatch(file -> file.getFileName().toString().startsWith("BPR"))) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> names(Path directory) throws IOException {
    try (Stream<Path> names = Files.list(directory)) {
      return names.toList();
    }
  }

  private static boolean hasTrainingThread() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(frame -> frame.getClassName().equals(TrainingLoop.class.getName()));
  }

  @Test
  void everyDocumentedCode_isWhatItsCommandEndsWith() throws Exception {
    Map<Integer, Supplier<ProgramRun.Result>> commands = commands();
    for (Map.Entry<Integer, Supplier<ProgramRun.Result>> command : commands.entrySet()) {
      ProgramRun.Result result = command.getValue().get();
      assertWithMessage(result.err()).that(result.exitCode()).isEqualTo(command.getKey());
      assertThat(result.err()).doesNotContain("a defect of ptmrec");
    }
    assertThat(documented("README.md", "(?s)Exit codes:(.*?)\\[docs/schedule", "\\b(\\d+) \\w"))
        .isEqualTo(commands.keySet());
    Set<Integer> onSchedule =
        documented("docs/schedule.md", "(?s)\\| Exit code(.*?)\n\n", "(?m)^\\| ([\\d, ]+)\\|");
    onSchedule.removeAll(OF_SIGNALS);
    assertThat(onSchedule).isEqualTo(commands.keySet());
  }

  private static Set<Integer> documented(String page, String part, String code) throws Exception {
    String text =
        Pattern.compile(part)
            .matcher(Files.readString(Path.of(page)))
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    Set<Integer> codes = new TreeSet<>();
    Pattern.compile(code)
        .matcher(text)
        .results()
        .flatMap(match -> Pattern.compile(",").splitAsStream(match.group(1)))
        .forEach(number -> codes.add(Integer.parseInt(number.strip())));
    return codes;
  }
}
