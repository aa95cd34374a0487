package org.ptmrec.pipeline;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.ThisHost;
import org.ptmrec.artifact.UserErrorException;

class GarbageCollectionTest {
  @TempDir Path folder;
  private ToyPipeline toy;
  private RunLedger ledger;

  @BeforeEach
  void setUp() {
    toy = new ToyPipeline(folder);
    ledger = new RunLedger(toy.store().root());
  }

  private GarbageCollection collect(int keepLast) {
    GarbageCollection garbage = new GarbageCollection(toy.store(), keepLast);
    garbage.sweep();
    return garbage;
  }

  private List<String> repeats() {
    return toy.store().manifests("list").stream()
        .map(manifest -> manifest.configuration().get("repeat").toString())
        .toList();
  }

  @Test
  void collect_keepsTheLastRunsAndWhatTheyWereMadeFrom() throws Exception {
    toy.run("list.repeat=1");
    toy.run("list.repeat=2");
    PipelineRunner.Result last = toy.run("list.repeat=3");
    collect(2);
    assertThat(repeats()).containsExactly("2", "3").inOrder();
    assertThat(ledger.ids()).hasSize(2);
    Manifest list = last.artifacts().get("list");
    Lineage lineage = Lineage.of(toy.store());
    assertThat(lineage.parents(last.artifacts().get("rename")).stream().map(Lineage::name))
        .containsExactly(Lineage.name(list));
    assertThat(lineage.children(lineage.find(list.fingerprint().substring(0, 12)))).hasSize(1);
  }

  @Test
  void collect_again_removesNothing() throws Exception {
    toy.run("list.repeat=1");
    toy.run("list.repeat=2");
    assertThat(collect(1).artifacts()).hasSize(2);
    GarbageCollection again = collect(1);
    assertThat(again.artifacts()).isEmpty();
    assertThat(again.runs()).isEmpty();
    assertThat(again.leftovers()).isEmpty();
  }

  @Test
  void collect_artifactOfAKeptRunThatAnOlderRunMade_isKept() throws Exception {
    toy.run("rename.prefix=a");
    toy.run("rename.prefix=b"); // reads the list that the first run made
    collect(1);
    assertThat(toy.store().manifests("list")).hasSize(1);
    assertThat(toy.store().manifests("rename")).hasSize(1);
    toy.plan("rename.prefix=b").forEach(plan -> assertThat(plan.isFresh()).isTrue());
  }

  @Test
  void run_afterItsArtifactsAreGone_makesThemAgain() throws Exception {
    PipelineRunner.Result first = toy.run("list.repeat=1");
    toy.run("list.repeat=2");
    collect(1);
    PipelineRunner.Result again = toy.run("list.repeat=1");
    assertThat(toy.stages.listed.get()).isEqualTo(3);
    assertThat(again.artifacts().get("rename").digest())
        .isEqualTo(first.artifacts().get("rename").digest());
  }

  @Test
  void collect_pinnedRun_isKeptUntilItIsUnpinned() throws Exception {
    RunRecord pinned = toy.run("list.repeat=1").run();
    toy.run("list.repeat=2");
    ledger.pin(pinned);
    assertThat(collect(1).artifacts()).isEmpty();
    ledger.unpin(pinned);
    assertThat(collect(1).artifacts()).hasSize(2);
    assertThat(ledger.read(pinned.id())).isEqualTo(java.util.Optional.empty());
  }

  @Test
  void collect_failedRunAfterTheLastGoodOne_keepsWhatItMade() throws Exception {
    toy.run("list.repeat=1");
    toy.stages.failure = new UserErrorException("no");
    assertThrows(StageFailedException.class, () -> toy.run("list.repeat=2"));
    assertThat(collect(1).artifacts()).isEmpty();
    assertThat(repeats()).containsExactly("1", "2").inOrder();
  }

  @Test
  void collect_besideARunningRun_keepsWhatItHasPlanned() throws Exception {
    RunRecord old = toy.run("list.repeat=1").run();
    // As if the first run went on still: this process is alive.
    ledger.save(old.with(RunRecord.RUNNING, old.stages()));
    toy.run("list.repeat=2");
    assertThat(collect(1).artifacts()).isEmpty();
  }

  /** As long as it reads its input files, which may take minutes. */
  @Test
  void collect_besideARunThatIsStillPlanned_isRefused() throws Exception {
    toy.run("list.repeat=1");
    RunRecord planned = toy.run("list.repeat=2").run();
    ledger.save(planned.with(RunRecord.RUNNING, List.of()));
    assertThat(assertThrows(UserErrorException.class, () -> collect(0)))
        .hasMessageThat()
        .contains("run " + planned.id() + " (process " + ProcessHandle.current().pid());
    assertThat(repeats()).containsExactly("1", "2");
    assertThat(ledger.ids()).hasSize(2);

    rewrite(planned.with(RunRecord.RUNNING, List.of()), ThisHost.name(), "elsewhere");
    assertThat(assertThrows(UserErrorException.class, () -> collect(0)))
        .hasMessageThat()
        .contains("or with --ended " + planned.id());
    new GarbageCollection(toy.store(), 0, Set.of(planned.id())).sweep();
    assertThat(repeats()).isEmpty();
  }

  @Test
  void collect_besideARunOfAnotherMachine_keepsWhatItHasPlannedUntilItIsKnownToHaveEnded()
      throws Exception {
    RunRecord old = toy.run("list.repeat=1").run();
    rewrite(old.with(RunRecord.RUNNING, old.stages()), ThisHost.name(), "elsewhere");
    toy.run("list.repeat=2");
    GarbageCollection kept = collect(1);
    assertThat(kept.artifacts()).isEmpty();
    assertThat(kept.elsewhere().stream().map(RunRecord::id)).containsExactly(old.id());
    GarbageCollection garbage = new GarbageCollection(toy.store(), 1, Set.of(old.id()));
    garbage.sweep();
    assertThat(garbage.elsewhere()).isEmpty();
    assertThat(repeats()).containsExactly("2");
  }

  /** Puts something else into the record of a run. */
  private void rewrite(RunRecord run, String what, String by) throws Exception {
    ledger.save(run);
    Path file = folder.resolve("artifacts/.runs/" + run.id() + ".json");
    Files.writeString(file, Files.readString(file).replace("\"" + what + "\"", "\"" + by + "\""));
  }

  @Test
  void sweep_whenARunHasStartedSinceTheMarking_stops() throws Exception {
    toy.run("list.repeat=1");
    toy.run("list.repeat=2");
    GarbageCollection garbage = new GarbageCollection(toy.store(), 1);
    RunRecord started = toy.run("list.repeat=1").run();
    assertThat(assertThrows(UserErrorException.class, garbage::sweep))
        .hasMessageThat()
        .contains("run " + started.id() + " has started");
    assertThat(repeats()).contains("1");
  }

  @Test
  void collect_draftsOfAKilledRun_areRemoved() throws Exception {
    Manifest manifest = toy.run("list.repeat=1").artifacts().get("list");
    toy.run("list.repeat=2");
    Path state =
        folder.resolve("artifacts/list/.work-" + manifest.fingerprint() + "/state/checkpoint");
    Files.createDirectories(state.getParent());
    Files.writeString(state, "epoch 7");
    assertThat(collect(2).leftovers()).isEmpty(); // its run is kept
    assertThat(collect(1).leftovers()).hasSize(1);
    assertThat(Files.exists(state)).isFalse();
  }

  @Test
  void collect_draftOfADeadProcess_staysUntilTheSweep() throws Exception {
    Manifest manifest = toy.run("list.repeat=1").artifacts().get("list");
    toy.run("list.repeat=2");
    String host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "_");
    Path draft =
        folder.resolve(
            "artifacts/list/.work-%s/%s~%d~draft/part"
                .formatted(manifest.fingerprint(), host, Integer.MAX_VALUE));
    Files.createDirectories(draft.getParent());
    Files.writeString(draft, "half");
    GarbageCollection garbage = new GarbageCollection(toy.store(), 1);
    assertThat(garbage.leftovers()).hasSize(1);
    assertThat(Files.exists(draft)).isTrue();
    garbage.sweep();
    assertThat(Files.exists(draft)).isFalse();
  }

  @Test
  void collect_draftOfAnotherMachine_isLeftAlone() throws Exception {
    Manifest manifest = toy.run("list.repeat=1").artifacts().get("list");
    toy.run("list.repeat=2");
    Path draft =
        folder.resolve(
            "artifacts/list/.work-" + manifest.fingerprint() + "/elsewhere~7~draft/part");
    Files.createDirectories(draft.getParent());
    Files.writeString(draft, "half");
    assertThat(collect(1).leftovers()).isEmpty();
    assertThat(Files.exists(draft)).isTrue();
  }

  /** Its manifest was the first to go. */
  @Test
  void collect_artifactWhoseDeletionWasCutOff_isRemoved() throws Exception {
    Manifest manifest = toy.run("list.repeat=1").artifacts().get("list");
    toy.run("list.repeat=2");
    Path artifact = folder.resolve("artifacts/list/" + manifest.fingerprint());
    Files.delete(artifact.resolve(Manifest.FILE_NAME));
    assertThat(collect(1).leftovers()).containsExactly(artifact.toString());
    assertThat(Files.exists(artifact)).isFalse();
    assertThat(repeats()).containsExactly("2");
  }
}
