package org.ptmrec.pipeline;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.stage.Stages;

class PipelineReaderTest {
  @TempDir Path folder;
  private ToyPipeline toy;

  @BeforeEach
  void setUp() {
    toy = new ToyPipeline(folder);
  }

  private String problemOf(String yaml, String... overrides) {
    toy.write("toy.yaml", yaml);
    return assertThrows(UserErrorException.class, () -> toy.read(overrides)).getMessage();
  }

  @Test
  void read_withDefaults_fillsThemIn() {
    PipelineSpec pipeline = toy.read();
    assertThat(pipeline.name()).isEqualTo("toy");
    assertThat(pipeline.store()).isEqualTo(folder.resolve("artifacts").toString());
    assertThat(pipeline.step("list").settings().get(ToyStages.ListUsers.REPEAT)).isEqualTo(1);
    assertThat(pipeline.step("list").settings().get(ToyStages.ListUsers.NAMES))
        .isEqualTo(folder.resolve("names.txt").toString());
    assertThat(pipeline.step("rename").inputs()).containsExactly("list");
  }

  @Test
  void read_unknownKey_namesLineAndSuggestion() {
    String problem =
        problemOf("name: toy\nstages:\n  list:\n    names: names.txt\n    repaet: 2\n");
    assertThat(problem)
        .isEqualTo(
            folder.resolve("toy.yaml")
                + ":5: unknown key 'repaet' in stage list; did you mean 'repeat'?"
                + " Known: names, repeat, perHost");
  }

  @Test
  void read_unknownStageOrTopKey_namesThem() {
    assertThat(problemOf("name: toy\nstages:\n  lits: {}\n"))
        .contains(":3: unknown stage 'lits'; did you mean 'list'?");
    assertThat(problemOf("name: toy\nstroe: x\nstages:\n  list: {names: names.txt}\n"))
        .contains(":2: unknown key 'stroe' in the pipeline; did you mean 'store'?");
  }

  @Test
  void read_severalProblems_namesThemAll() {
    String problem = problemOf("name: toy\nstages:\n  list: {repeat: many, perHost: {rate: x}}\n");
    assertThat(problem.lines().count()).isEqualTo(3);
    assertThat(problem).contains("key 'repeat' in stage list: expected whole number, was many");
    assertThat(problem).contains("needs the key 'names'");
    assertThat(problem).contains("perHost.rate");
  }

  @Test
  void read_valueOutOfRange_saysTheRange() {
    assertThat(problemOf("name: toy\nstages:\n  list: {names: names.txt, repeat: 12}\n"))
        .contains("key 'repeat' in stage list: must be at most 9, was 12");
    assertThat(problemOf("name: toy\nstages:\n  list: {names: names.txt, repeat: 7}\n"))
        .contains(":3: stage list: repeat is never 7");
  }

  @Test
  void read_missingInputStage_saysHowToAddIt() {
    assertThat(problemOf("name: toy\nstages:\n  rename: {}\n"))
        .contains("stage rename needs the stage list; add 'list: {}' under stages");
  }

  @Test
  void read_notQuiteYaml_isRefusedWithTheLine() {
    assertThat(problemOf("name: toy\nname: again\n")).contains(":2: key 'name' is here for the");
    assertThat(problemOf("name: &a toy\nstore: *a\n")).contains("anchors and aliases");
    assertThat(problemOf("name: [toy\n")).contains("not valid YAML");
    assertThat(problemOf("a: 1\n---\nb: 1\n")).contains("a second document begins here");
    assertThat(problemOf("- a\n")).contains("a pipeline file is a mapping");
  }

  @Test
  void read_noSuchFile_saysSo() {
    assertThat(
            assertThrows(
                UserErrorException.class,
                () -> PipelineReader.read("no/such.yaml", java.util.List.of(), toy.stages.all())))
        .hasMessageThat()
        .isEqualTo("no/such.yaml: no such pipeline file");
  }

  @Test
  void override_ofAnyDepth_winsOverTheFile() {
    PipelineSpec pipeline =
        toy.read("list.repeat=3", "stages.rename.prefix=y", "list.perHost.rate=2", "name=other");
    assertThat(pipeline.name()).isEqualTo("other");
    assertThat(pipeline.step("list").settings().get(ToyStages.ListUsers.REPEAT)).isEqualTo(3);
    assertThat(pipeline.step("rename").settings().get(ToyStages.RenameUsers.PREFIX)).isEqualTo("y");
  }

  @Test
  void override_unknownKey_isNamedAsTyped() {
    assertThat(assertThrows(UserErrorException.class, () -> toy.read("list.repaet=3")))
        .hasMessageThat()
        .startsWith("--set list.repaet=3: unknown key 'repaet' in stage list; did you mean");
  }

  @Test
  void override_ofAnUnknownStage_suggestsTheStage() {
    assertThat(assertThrows(UserErrorException.class, () -> toy.read("lits.repeat=3")))
        .hasMessageThat()
        .startsWith(
            "--set lits.repeat=3: unknown key 'lits' in the pipeline; did you mean 'list'?");
  }

  @Test
  void sharedKey_atTheTop_countsUnlessTheStageHasItsOwn() {
    toy.write(
        "toy.yaml", "name: toy\nprefix: top\nstages:\n  list: {names: names.txt}\n  rename: {}\n");
    assertThat(toy.read().step("rename").settings().get(ToyStages.RenameUsers.PREFIX))
        .isEqualTo("top");
    assertThat(
            toy.read("rename.prefix=own")
                .step("rename")
                .settings()
                .get(ToyStages.RenameUsers.PREFIX))
        .isEqualTo("own");
  }

  @Test
  void reference_toData_isResolvedAndStaysOutOfTheRecipe() {
    toy.write(
        "toy.yaml",
        "name: toy\ndata: .\nstages:\n  list: {names: '${data}/names.txt'}\n  rename: {}\n");
    assertThat(toy.read().step("list").settings().get(ToyStages.ListUsers.NAMES))
        .isEqualTo(folder.resolve("names.txt").toString());
    assertThat(problemOf("name: toy\nstages:\n  list: {names: '${dta}/x'}\n"))
        .contains("unknown reference ${dta}; known are ${data}, ${env:NAME}");
  }

  @Test
  void shippedPipelines_areAccepted() throws Exception {
    try (var files = java.nio.file.Files.list(Path.of("pipelines"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
        PipelineSpec pipeline =
            PipelineReader.read(file.toString(), java.util.List.of(), Stages.all());
        assertThat(pipeline.steps()).isNotEmpty();
      }
    }
  }
}
