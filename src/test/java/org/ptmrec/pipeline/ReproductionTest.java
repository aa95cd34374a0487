package org.ptmrec.pipeline;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.UserErrorException;

class ReproductionTest {
  @TempDir Path folder;
  @TempDir Path scratch;
  private ToyPipeline toy;

  @BeforeEach
  void setUp() {
    toy = new ToyPipeline(folder);
  }

  private Reproduction reproduction(RunRecord run) {
    return Reproduction.of(toy.store(), run, scratch, toy.stages.all());
  }

  @Test
  void reproduce_onTheSameMachine_givesTheSameContent() throws Exception {
    RunRecord run = toy.run("list.repeat=2", "rename.prefix=dr-").run();
    toy.write("toy.yaml", "name: another\n"); // the file is of no consequence any more
    Reproduction reproduction = reproduction(run);
    assertThat(reproduction.differences()).isEmpty();
    PipelineRunner.Result made = reproduction.make(new SilentListener(), Optional.empty());
    assertThat(toy.stages.listed.get()).isEqualTo(2);
    RunDifference difference = reproduction.compare(made);
    assertThat(difference.isSame()).isTrue();
    assertThat(difference.stages()).hasSize(2);
    assertThat(difference.environment()).isEmpty();
  }

  @Test
  void reproduce_changedInputFile_isNamedBeforeAnythingIsMade() throws Exception {
    RunRecord run = toy.run().run();
    toy.write("names.txt", "eve\n");
    Reproduction reproduction = reproduction(run);
    assertThat(reproduction.differences())
        .containsExactly(
            "stage list: the input file of key names changed",
            "stage rename: what it reads changed (list)")
        .inOrder();
    RunDifference difference =
        reproduction.compare(reproduction.make(new SilentListener(), Optional.of("list")));
    assertThat(difference.isSame()).isFalse();
    assertThat(difference.stages())
        .containsExactly(
            new RunDifference.StageDifference(
                "list", "the input file of key names changed", RunDifference.DIFFERENT, ""));
  }

  @Test
  void reproduce_otherJvmFlagOrLibrary_isNamedFirst() throws Exception {
    RunRecord run = toy.run().run();
    for (RunRecord.StageRecord stage : run.stages()) {
      Path manifest =
          Path.of(toy.store().folder(stage.stage(), stage.fingerprint()), "manifest.json");
      String text = Files.readString(manifest);
      String flags = "\"jvm flags\" : \"";
      assertThat(text).contains(flags);
      Files.writeString(
          manifest,
          text.replace(flags, flags + "-XX:UseAVX=1 ")
              .replaceAll(
                  "\"nd4j\" : \"[^\"]*\"(,\n.*\"openblas\" : \".*\",\n.*\"os\")",
                  "\"nd4j\" : \"0.9\"$1"));
    }
    List<String> differences = reproduction(run).differences();
    assertThat(differences.get(0)).startsWith("jvm flags: -XX:UseAVX=1 ");
    assertThat(differences.get(1)).startsWith("nd4j: 0.9, now 1.0.0");
    assertThat(differences).hasSize(2);
  }

  @Test
  void runWithoutItsPipeline_isRefused() throws Exception {
    RunRecord run = toy.run().run();
    Files.delete(folder.resolve("artifacts/.runs/" + run.id() + "/pipeline.yaml"));
    assertThat(assertThrows(UserErrorException.class, () -> reproduction(run)))
        .hasMessageThat()
        .contains("has not kept its pipeline");
  }

  @Test
  void difference_ofTwoRuns_saysWhatWasAskedAndWhatCameOfIt() throws Exception {
    RunRecord one = toy.run().run();
    RunRecord other = toy.run("rename.prefix=dr-").run();
    RunDifference difference = RunDifference.between(toy.store(), one, toy.store(), other);
    assertThat(difference.stages())
        .containsExactly(
            new RunDifference.StageDifference("list", "", RunDifference.SAME, ""),
            new RunDifference.StageDifference(
                "rename", "key prefix changed from \"x\" to \"dr-\"", RunDifference.DIFFERENT, ""));
  }

  @Test
  void flags_ofSystemProperties_keepOnlyWhatComputes() {
    assertThat(
            RunEnvironment.flags(
                List.of("-Xmx1g", "-Dpassword=hunter2", "-Dptmrec.threads=2", "-Dptmrec.home=/x")))
        .isEqualTo("-Xmx1g -Dptmrec.threads=2");
  }

  /** A report says when it was made: two of them are never the same, and nobody asks. */
  @Test
  void difference_ofStagesThatMakeThingsForPeople_isNotCompared() throws Exception {
    RunRecord.StageRecord report =
        new RunRecord.StageRecord("report", "00", "made", Manifest.digestOf(List.of()), 1);
    RunRecord run = toy.run().run().with(RunRecord.OK, List.of(report));
    RunDifference difference = RunDifference.between(toy.store(), run, toy.store(), run);
    assertThat(difference.stages())
        .containsExactly(
            new RunDifference.StageDifference("report", "", RunDifference.UNCOMPARED, ""));
    assertThat(difference.isSame()).isTrue();
  }
}
