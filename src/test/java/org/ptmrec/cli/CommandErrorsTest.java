package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a command is told in words, with exit code 2, before anything runs. */
class CommandErrorsTest {
  @TempDir Path folder;
  private TinyShop shop;

  @BeforeEach
  void open() {
    shop = new TinyShop(folder);
  }

  private static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("--set train.epochs=: there is no value", "run", "--set", "train.epochs="),
        mistake("was 99999999999, which is out of range", "run", "--set=train.epochs=99999999999"),
        mistake("--from evaluate comes after --to train", "run", "--from=evaluate", "--to=train"),
        mistake("--only is one stage", "run", "--only=train", "--to=train"),
        mistake("--force ingest: that stage is not", "run", "--only=train", "--force=ingest"),
        mistake(
            "must have a port from 1 to 65535",
            "run",
            "--runner=flink",
            "--flink-master=127.0.0.1:99999"),
        mistake(
            "--flink-master 127.0.0.1:1: found --runner direct, expected --runner flink",
            "run",
            "--runner=direct",
            "--flink-master=127.0.0.1:1"),
        mistake(
            "key 'lineage.url' in the pipeline: must be an address such as http://marquez:5000",
            "run",
            "--set=lineage.url=http://a b"),
        mistake(
            "shop.yaml: key 'lineage.url': '${env:PTMREC_TEST_SECRET}' must be an address",
            "run",
            "--set=lineage.url=${env:PTMREC_TEST_SECRET}"),
        mistake(
            "shop.yaml: key 'lineage.apiKey': '${env:PTMREC_NOT_SET}': the environment variable",
            "run",
            "--set=lineage.url=http://127.0.0.1:1",
            "--set=lineage.apiKey=${env:PTMREC_NOT_SET}"),
        mistake(
            "stage train: grid.BPR.regWeight", "plan", "--set=train.grid={BPR: {regWeight: x}}"),
        mistake("stage evaluate: unknown ranking metric", "plan", "--set=evaluate.metrics=[rec@1]"),
        mistake("at least 1, was '-1'", "status", "--last=-1"),
        mistake("at least 1, was '0'", "status", "--last=0"),
        mistake("at least 0, was '-1'", "failures", "--limit=-1"),
        mistake("there is no run nope", "cancel", "--run=nope"));
  }

  private static Arguments mistake(String message, String command, String... more) {
    return Arguments.of(message, command, more);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistake_inACommand_isToldInWords(String message, String command, String[] more) {
    ProgramRun.Result result = shop.command(command, more);
    assertThat(result.err()).contains(message);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).doesNotContain("at org.ptmrec");
    assertThat(Files.exists(folder.resolve("artifacts/ingest"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"preprocessor_config.json", "merges.txt", "model.safetensors"})
  void run_modelFolderThatIsNotWhole_isToldBeforeAnythingRuns(String missing) throws Exception {
    Path model = Files.createDirectories(folder.resolve("model"));
    try (Stream<Path> files = Files.list(Path.of("pipelines/models/clip-tiny"))) {
      for (Path file : files.toList()) {
        if (!file.endsWith(missing)) {
          Files.copy(file, model.resolve(file.getFileName()));
        }
      }
    }
    String pipeline = Files.readString(Path.of(shop.file()));
    Path file =
        Files.writeString(
            folder.resolve("clip.yaml"), pipeline + "  tokenize-text: {clip: model}\n");
    ProgramRun.Result result = ProgramRun.of("run", file.toString());
    assertThat(result.err()).contains(missing);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(Files.exists(folder.resolve("artifacts/ingest"))).isFalse();
  }

  @Test
  void run_flinkMasterWithoutRunner_runsThereOrNowhere() {
    ProgramRun.Result result = shop.command("run", "--flink-master=127.0.0.1:1");
    assertThat(result.err()).contains("no Flink cluster answers at 127.0.0.1:1");
    assertThat(result.exitCode()).isEqualTo(5);
    assertThat(Files.exists(folder.resolve("artifacts/ingest"))).isFalse();
  }

  @Test
  void run_pipelineFileThatIsNone_isToldInWords() throws Exception {
    Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0, (byte) 0x80});
    Files.writeString(folder.resolve("tab.yaml"), "name: tiny\nstages:\n\tingest: {}\n");
    Files.writeString(folder.resolve("open.yaml"), "name: tiny\nstages: [a, b\n");
    List<String> messages =
        List.of(
            ": a folder; name the pipeline file in it",
            "binary.yaml: not a text file in UTF-8",
            "tab.yaml:3: not valid YAML: while scanning for the next token, found character '\\t(TAB)'",
            "open.yaml:3: not valid YAML: while parsing a flow sequence, expected ',' or ']'");
    List<String> files = Arrays.asList("", "binary.yaml", "tab.yaml", "open.yaml");
    for (int i = 0; i < files.size(); i++) {
      ProgramRun.Result result = ProgramRun.of("run", folder.resolve(files.get(i)).toString());
      assertThat(result.err()).contains(messages.get(i));
      assertThat(result.exitCode()).isEqualTo(2);
    }
  }
}
