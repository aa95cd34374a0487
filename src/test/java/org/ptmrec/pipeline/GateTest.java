package org.ptmrec.pipeline;

import static com.google.common.collect.MoreCollectors.onlyElement;
import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.artifact.StoredArtifact;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.User;
import org.ptmrec.schema.UserMetrics;
import org.ptmrec.stage.EvaluateStage;
import org.ptmrec.stage.GateStage;
import org.ptmrec.stage.Input;
import org.ptmrec.stage.Output;
import org.ptmrec.stage.Param;
import org.ptmrec.stage.Stage;
import org.ptmrec.stage.StageContext;

/** Runs a gate behind an evaluation whose quality is a key of the pipeline. */
class GateTest {
  private static final int USERS = 12;
  private static final Trial TRIAL = new Trial("VBPR", Map.of(), 1L, "none");

  private static final Selection EVALUATE_AGAIN =
      new Selection(Optional.empty(), Optional.empty(), Optional.empty(), Set.of("evaluate"));

  @TempDir Path folder;

  @BeforeEach
  void write() throws Exception {
    Files.writeString(
        folder.resolve("p.yaml"), "name: p\nstages: {ingest: {}, evaluate: {}, gate: {}}\n");
  }

  @Test
  void firstRun_passesAndIsPromoted() throws Exception {
    RunRecord run = run();
    assertThat(run.gate().passed()).isTrue();
    assertThat(run.gate().reason()).isEqualTo("no run has been promoted before");
    assertThat(ledger().promoted("p")).hasValue(run.id());
  }

  @Test
  void worseRun_failsAndTheEarlierStaysPromoted() throws Exception {
    RunRecord first = run("evaluate.quality=0.6");
    RunRecord worse = run("evaluate.quality=0.5");
    assertThat(worse.gate().passed()).isFalse();
    assertThat(worse.gate().baseline()).isEqualTo(first.id());
    assertThat(worse.gate().p()).isLessThan(0.05);
    assertThat(worse.gate().effect()).isLessThan(-0.8);
    assertThat(ledger().promoted("p")).hasValue(first.id());
  }

  @Test
  void betterRun_passesAndAgainExecutesNothing() throws Exception {
    RunRecord first = run("evaluate.quality=0.5");
    RunRecord better = run("evaluate.quality=0.6", "gate.significance=0.05");
    assertThat(better.gate().passed()).isTrue();
    assertThat(better.gate().baselineValue()).isLessThan(better.gate().value());
    RunRecord again = run("evaluate.quality=0.6", "gate.significance=0.05");
    assertThat(again.stages().stream().map(RunRecord.StageRecord::status).distinct())
        .containsExactly("reused");
    assertThat(again.gate().baseline()).isEqualTo(first.id());
    assertThat(ledger().promoted("p")).hasValue(better.id());
  }

  @Test
  void verdictUsedAgain_doesNotBringBackWhatWasReplaced() throws Exception {
    RunRecord first = run("evaluate.quality=0.5");
    RunRecord better = run("evaluate.quality=0.6");
    assertThat(run("evaluate.quality=0.5").gate().passed()).isTrue(); // as it was said then
    assertThat(ledger().promoted("p")).hasValue(better.id());
    assertThat(first.id()).isNotEqualTo(better.id());
  }

  @Test
  void usersNumberedOtherwise_arePairedByTheirKeys() throws Exception {
    RunRecord first = run();
    RunRecord turned = run("ingest.backwards=true", "gate.baseline=" + first.id());
    assertThat(turned.gate().passed()).isTrue();
    assertThat(turned.gate().effect()).isEqualTo(0.0); // the same value for every user
    assertThat(turned.gate().p()).isEqualTo(1.0);
  }

  @Test
  void unknownBaseline_isRefusedByName() {
    assertThat(assertThrows(StageFailedException.class, () -> run("gate.baseline=nobody")))
        .hasMessageThat()
        .isEqualTo("gate.baseline: there is no run nobody in the store; see ptmrec status");
  }

  @Test
  void runWithoutGate_isNotPromoted() throws Exception {
    Files.writeString(folder.resolve("p.yaml"), "name: p\nstages: {ingest: {}, evaluate: {}}\n");
    assertThat(run().gate()).isNull();
    assertThat(ledger().promoted("p")).isEmpty();
  }

  @Test
  void madeAgainUnderTheSameName_isComparedWithWhatTheBaselineHad() throws Exception {
    RunRecord first = run();
    RunRecord worse = run(EVALUATE_AGAIN, "evaluate.luck=-0.1");
    assertThat(worse.gate().baseline()).isEqualTo(first.id());
    assertThat(worse.gate().baselineValue()).isEqualTo(0.5);
    assertThat(worse.gate().passed()).isFalse();
    assertThat(ledger().promoted("p")).hasValue(first.id());
    RunRecord better = run(EVALUATE_AGAIN, "evaluate.luck=0.1", "gate.significance=0.05");
    assertThat(better.gate().baseline()).isEqualTo(first.id());
    assertThat(better.gate().passed()).isTrue();
  }

  @Test
  void find_pinnedRunWhoseStageWasMadeAgain_hasTheContentThatItSaw() throws Exception {
    Files.writeString(folder.resolve("p.yaml"), "name: p\nstages: {ingest: {}, evaluate: {}}\n");
    RunRecord pinned = run();
    ledger().pin(pinned);
    RunRecord between = run(EVALUATE_AGAIN, "evaluate.luck=-0.1");
    RunRecord last = run(EVALUATE_AGAIN, "evaluate.luck=-0.2");

    ArtifactStore store = ArtifactStore.open(folder.resolve("artifacts").toString());
    assertThat(valueOf(RunArtifacts.find(store, pinned, "evaluate").orElseThrow())).isEqualTo(0.5);
    assertThat(RunArtifacts.find(store, between, "evaluate")).isEmpty();
    assertThat(valueOf(RunArtifacts.find(store, last, "evaluate").orElseThrow())).isEqualTo(0.3);
    assertThat(RunArtifacts.of(store, pinned).keySet()).containsExactly("ingest", "evaluate");
  }

  private static double valueOf(StoredArtifact evaluate) {
    return new RecordFiles<>(MetricValue.class, evaluate.paths(EvaluateStage.METRICS.name()))
        .readAll().stream()
            .filter(value -> value.getSplit().equals("test"))
            .collect(onlyElement())
            .getValue();
  }

  private RunRecord run(String... overrides) throws InterruptedException {
    return run(Selection.ALL, overrides);
  }

  private RunRecord run(Selection selection, String... overrides) throws InterruptedException {
    PipelineSpec pipeline =
        PipelineReader.read(
            folder.resolve("p.yaml").toString(),
            List.of(overrides),
            List.of(new FakeIngest(), new FakeEvaluate(), new GateStage()));
    return new PipelineRunner(pipeline, ArtifactStore.open(pipeline.store()), new SilentListener())
        .run(selection)
        .run();
  }

  private RunLedger ledger() {
    return new RunLedger(folder.resolve("artifacts").toString());
  }

  private abstract static class FakeStage implements Stage {
    @Override
    public String description() {
      return "Writes what it is told to.";
    }

    static <T extends SpecificRecord> void write(
        StageContext context, Output<T> output, List<T> records) {
      context.write(
          output,
          context
              .pipeline()
              .apply(output.name(), Create.of(records).withCoder(AvroCoder.of(output.type()))));
    }
  }

  private static final class FakeIngest extends FakeStage {
    static final Output<User> USERS_OUTPUT =
        Output.of("users", User.class, RecordKey.number(User::getUser));
    static final Param<Boolean> BACKWARDS =
        Param.flag("backwards", "Numbers users from the last to the first.").or(false);

    @Override
    public String name() {
      return "ingest";
    }

    @Override
    public List<Param<?>> parameters() {
      return List.of(BACKWARDS);
    }

    @Override
    public List<Input> inputs() {
      return List.of();
    }

    @Override
    public List<Output<?>> outputs() {
      return List.of(USERS_OUTPUT);
    }

    @Override
    public void build(StageContext context) {
      List<User> users = new ArrayList<>();
      for (int user = 0; user < USERS; user++) {
        users.add(new User(context.get(BACKWARDS) ? USERS - 1 - user : user, "u" + user));
      }
      write(context, USERS_OUTPUT, users);
    }
  }

  /** User "u7" has the quality, plus a little that depends on the 7. */
  private static final class FakeEvaluate extends FakeStage {
    static final Param<Double> QUALITY =
        Param.decimal("quality", "", "Mean of the metric.").or(0.5);
    static final Param<Double> LUCK =
        Param.decimal("luck", "", "Is added to the quality, and named nowhere.")
            .or(0.0)
            .operational();
    static final Output<UserMetrics> USER_METRICS =
        Output.of("user-metrics", UserMetrics.class, RecordKey.number(UserMetrics::getUser));

    @Override
    public String name() {
      return "evaluate";
    }

    @Override
    public List<Param<?>> parameters() {
      return List.of(QUALITY, LUCK);
    }

    @Override
    public List<Input> inputs() {
      return List.of(Input.required("ingest"));
    }

    @Override
    public List<Output<?>> outputs() {
      return List.of(EvaluateStage.METRICS, USER_METRICS);
    }

    @Override
    public void build(StageContext context) {
      List<UserMetrics> ofUsers = new ArrayList<>();
      double quality = context.get(QUALITY) + context.get(LUCK);
      context
          .files("ingest", FakeIngest.USERS_OUTPUT)
          .forEach(
              user -> {
                int number = Integer.parseInt(user.getUserId().substring(1));
                double noise = 0.01 * (number % 3 - 1) * quality;
                ofUsers.add(
                    new UserMetrics(
                        TRIAL, user.getUser(), "test", Map.of("recall@20", quality + noise)));
              });
      write(context, USER_METRICS, ofUsers);
      write(
          context,
          EvaluateStage.METRICS,
          List.of(
              new MetricValue(TRIAL, "valid", "recall@20", 0.3, USERS),
              new MetricValue(TRIAL, "test", "recall@20", quality, USERS)));
    }
  }
}
