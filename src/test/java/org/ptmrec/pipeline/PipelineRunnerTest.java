package org.ptmrec.pipeline;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.cluster.ClusterUnreachableException;

class PipelineRunnerTest {
  @TempDir Path folder;
  private ToyPipeline toy;

  @BeforeEach
  void setUp() {
    toy = new ToyPipeline(folder);
  }

  private static Selection only(String stage) {
    return new Selection(Optional.of(stage), Optional.empty(), Optional.empty(), Set.of());
  }

  private static Selection force(String stage) {
    return new Selection(Optional.empty(), Optional.empty(), Optional.empty(), Set.of(stage));
  }

  @Test
  void run_makesArtifactsThatCanBeRead() throws Exception {
    PipelineRunner.Result result = toy.run("rename.prefix=dr-");
    assertThat(result.run().status()).isEqualTo(RunRecord.OK);
    assertThat(toy.names(result.artifacts().get("rename")))
        .containsExactly("dr-ada", "dr-bob", "dr-cyd");
    assertThat(result.artifacts().get("rename").parentDigests())
        .containsExactly("list", result.artifacts().get("list").digest());
  }

  @Test
  void run_stageWithPipelinesBeforeItsOwn_runsThemToTheirEndOneAfterTheOther() throws Exception {
    toy.stages.before = 2;
    ToyStages.SEEN.clear();
    PipelineRunner.Result result = toy.run();
    assertThat(ToyStages.SEEN).containsExactly("ada", "bob", "cyd", "ada", "bob", "cyd");
    assertThat(ToyStages.SEEN.subList(0, 3)).containsExactly("ada", "bob", "cyd");
    assertThat(toy.names(result.artifacts().get("rename"))).containsExactly("xada", "xbob", "xcyd");
  }

  @Test
  void run_again_executesNothing() throws Exception {
    toy.run();
    toy.run();
    assertThat(toy.stages.listed.get()).isEqualTo(1);
    assertThat(toy.stages.renamed.get()).isEqualTo(1);
  }

  @Test
  void run_forced_makesTheSameContentAgain() throws Exception {
    String before = toy.run().artifacts().get("list").digest();
    PipelineRunner.Result again = toy.run(force("list"));
    assertThat(toy.stages.listed.get()).isEqualTo(2);
    assertThat(toy.stages.renamed.get()).isEqualTo(1);
    assertThat(again.artifacts().get("list").digest()).isEqualTo(before);
  }

  @Test
  void run_onlyOneStageOfUnmadeInputs_saysWhatToRun() {
    assertThat(assertThrows(UserErrorException.class, () -> toy.run(only("rename"))))
        .hasMessageThat()
        .isEqualTo(
            "stage rename reads stage list, which is MISSING (it has not been made yet)"
                + " and not selected; run with --from list");
    assertThat(toy.stages.renamed.get()).isEqualTo(0);
  }

  @Test
  void run_unknownStageSelected_isRefused() {
    assertThat(assertThrows(UserErrorException.class, () -> toy.run(force("lits"))))
        .hasMessageThat()
        .contains("has no stage 'lits'; did you mean 'list'?");
  }

  @Test
  void run_damagedArtifact_isMadeAgainWithTheSameDigest() throws Exception {
    PipelineRunner.Result first = toy.run();
    Path part = Path.of(toy.store().paths(first.artifacts().get("list"), "users").get(1));
    Files.write(part, new byte[] {1});
    PipelineRunner.Result second = toy.run();
    assertThat(toy.stages.listed.get()).isEqualTo(2);
    assertThat(second.artifacts().get("list").digest())
        .isEqualTo(first.artifacts().get("list").digest());
    assertThat(toy.plan().get(0).isFresh()).isTrue();
  }

  @Test
  void run_failingStage_keepsEarlierOnesAndLeavesNothingPartial() {
    toy.stages.failure = new UserErrorException("names.txt: line 2 is odd");
    StageFailedException failure = assertThrows(StageFailedException.class, () -> toy.run());
    assertThat(failure.stage()).isEqualTo("rename");
    assertThat(failure).hasMessageThat().isEqualTo("names.txt: line 2 is odd");
    assertThat(toy.plan().get(0).isFresh()).isTrue();
    assertThat(toy.plan().get(1).state()).isEqualTo(StageState.MISSING);
    RunRecord run = new RunLedger(toy.store().root()).runs().get(0);
    assertThat(run.status()).isEqualTo(RunRecord.FAILED);
    assertThat(run.error()).isEqualTo("names.txt: line 2 is odd");
  }

  @Test
  void run_failure_itsKindIsInTheRecord() {
    RunLedger ledger = new RunLedger(toy.store().root());
    toy.stages.failure = new UserErrorException("names.txt: line 2 is odd");
    assertThrows(StageFailedException.class, () -> toy.run());
    assertThat(ledger.runs().get(0).failure()).isEqualTo(FailureKind.STAGE);
    toy.stages.failure = new ClusterUnreachableException("it is gone");
    assertThrows(StageFailedException.class, () -> toy.run());
    assertThat(ledger.runs().get(0).failure()).isEqualTo(FailureKind.CLUSTER);
  }

  /** What a run is remembered for whose listener fails. */
  private RunRecord runWith(RunListener broken) {
    PipelineRunner runner = new PipelineRunner(toy.read(), toy.store(), broken);
    assertThrows(IllegalStateException.class, () -> runner.run(Selection.ALL));
    RunRecord run = new RunLedger(toy.store().root()).runs().get(0);
    assertThat(run.status()).isEqualTo(RunRecord.FAILED);
    assertThat(run.error()).startsWith("IllegalStateException: no ears; details in ");
    assertThat(run.failure()).isEqualTo(FailureKind.DEFECT);
    return run;
  }

  @Test
  void run_listenerThatFailsAtTheStart_isAFailedRun() {
    RunRecord run =
        runWith(
            new SilentListener() {
              @Override
              public void runStarted(RunRecord run, List<StagePlan> plans, List<String> selected) {
                throw new IllegalStateException("no ears");
              }
            });
    assertThat(run.stages()).isEmpty();
  }

  @Test
  void run_listenerThatFailsBeforeAStage_isAFailedRunWithThatStage() {
    RunRecord run =
        runWith(
            new SilentListener() {
              @Override
              public void stageStarted(StagePlan plan) {
                throw new IllegalStateException("no ears");
              }
            });
    assertThat(run.stages()).hasSize(1);
    assertThat(run.stages().get(0).status()).isEqualTo("failed");
  }

  @Test
  void run_listenerThatFailsAfterAStage_isAFailedRunThatHasMadeIt() {
    RunRecord run =
        runWith(
            new SilentListener() {
              @Override
              public void stageFinished(StagePlan plan, Manifest manifest) {
                throw new IllegalStateException("no ears");
              }
            });
    assertThat(run.stages()).hasSize(1);
    assertThat(run.stages().get(0).status()).isEqualTo("made");
    assertThat(toy.plan().get(0).isFresh()).isTrue();
  }

  @Test
  void run_fullDisk_saysSo() {
    toy.stages.failure = new UncheckedIOException(new IOException("No space left on device"));
    assertThat(assertThrows(StageFailedException.class, () -> toy.run()))
        .hasMessageThat()
        .startsWith("the disk is full (");
  }

  @Test
  void run_interrupted_leavesNothingPartialAndGoesOnLater() throws Exception {
    toy.stages.entered = new CountDownLatch(1);
    AtomicReference<Throwable> ended = new AtomicReference<>();
    Thread runner =
        new Thread(
            () -> {
              try {
                toy.run();
              } catch (Throwable e) {
                ended.set(e);
              }
            });
    runner.start();
    toy.stages.entered.await();
    runner.interrupt();
    runner.join();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    assertThat(Files.exists(folder.resolve("artifacts/rename"))).isFalse();
    assertThat(new RunLedger(toy.store().root()).runs().get(0).status())
        .isEqualTo(RunRecord.INTERRUPTED);
    toy.stages.entered = null;
    assertThat(toy.run().run().status()).isEqualTo(RunRecord.OK);
    assertThat(toy.stages.listed.get()).isEqualTo(1);
  }

  @Test
  void run_storeThatIsAFile_isRefusedBeforeAnythingRuns() {
    toy.write("artifacts", "in the way");
    assertThat(assertThrows(UserErrorException.class, () -> toy.run()))
        .hasMessageThat()
        .contains("cannot be written to");
    assertThat(toy.stages.listed.get()).isEqualTo(0);
  }
}
