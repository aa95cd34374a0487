package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Create;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.artifact.StoredArtifact;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.evaluate.PairedTest;
import org.ptmrec.evaluate.QualityGate;
import org.ptmrec.evaluate.RankingMetric;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.QualityVerdict;
import org.ptmrec.schema.User;
import org.ptmrec.schema.UserMetrics;
import org.ptmrec.transform.JudgedTrial;

/**
 * Decides whether what was trained may take the place of what is in use. An evaluation is judged
 * once, against the run that is promoted then; whoever runs the pipeline promotes what has passed.
 */
@AutoService(Stage.class)
public final class GateStage implements Stage {
  public static final String NAME = "gate";

  /** One record. */
  public static final Output<QualityVerdict> VERDICT =
      Output.of("verdict", QualityVerdict.class, RecordKey.text(QualityVerdict::getMetric))
          .asObserved();

  /** In place of a run's id: the one that passed its gate last. */
  public static final String PROMOTED = "promoted";

  private static final Param<String> METRIC =
      Param.text("metric", "What is compared on the test split; one of evaluate.metrics.")
          .or("recall@20");
  private static final Param<String> BASELINE =
      Param.text("baseline", "Id of a run, or promoted: the one that passed its gate last.")
          .or(PROMOTED);
  private static final Param<Double> MIN_DELTA =
      Param.decimal("minDelta", "", "Least mean difference to the baseline; may be negative.")
          .or(0.0)
          .atLeast(-1.0)
          .atMost(1.0);
  private static final Param<Double> MIN_VALUE =
      Param.decimal("minValue", "", "Least value of the metric, baseline or not.")
          .or(0.0)
          .atLeast(0.0)
          .atMost(1.0);
  private static final Param<Double> SIGNIFICANCE =
      Param.decimal("significance", "", "If given, better with at most this p-value.")
          .optional()
          .atLeast(0.0)
          .atMost(1.0);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Compares with a baseline run, user by user; a run that is worse is not promoted.";
  }

  @Override
  public List<Param<?>> parameters() {
    return List.of(
        METRIC,
        BASELINE,
        MIN_DELTA,
        MIN_VALUE,
        SIGNIFICANCE,
        TrialChoice.RECOMMENDER,
        TrialChoice.TUNING);
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.required(IngestStage.NAME), Input.required(EvaluateStage.NAME));
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(VERDICT);
  }

  @Override
  public void check(Parameters parameters) {
    RankingMetric.parse(parameters.get(METRIC));
  }

  @Override
  public void checkBeside(Parameters parameters, Function<String, Optional<Parameters>> stages) {
    TrialChoice.check(parameters, stages);
    String metric = parameters.get(METRIC);
    List<String> measured =
        stages.apply(EvaluateStage.NAME).flatMap(EvaluateStage::metrics).orElse(List.of(metric));
    checkArgument(
        measured.contains(metric),
        "metric: the pipeline measures no '%s', only '%s'; add it to evaluate.metrics",
        metric,
        String.join("', '", measured));
  }

  @Override
  public void build(StageContext context) {
    JudgedTrial candidate =
        judged(
            context,
            context.manifest(EvaluateStage.NAME).run(),
            context.files(EvaluateStage.NAME, EvaluateStage.METRICS),
            context.files(EvaluateStage.NAME, EvaluateStage.USER_METRICS),
            context.files(IngestStage.NAME, IngestStage.USERS));
    QualityGate gate =
        new QualityGate(
            context.get(MIN_VALUE),
            context.get(MIN_DELTA),
            context.find(SIGNIFICANCE).map(OptionalDouble::of).orElseGet(OptionalDouble::empty));
    Optional<String> run = context.findRun(context.get(BASELINE));
    if (run.isEmpty() && !context.get(BASELINE).equals(PROMOTED)) {
      throw new UserErrorException(
          "gate.baseline: there is no run %s in the store; see ptmrec status"
              .formatted(context.get(BASELINE)));
    }
    QualityVerdict verdict =
        run.map(id -> verdict(gate, candidate, id, baseline(context, id), context.get(METRIC)))
            .orElseGet(() -> first(gate, candidate, context.get(METRIC)));
    context.write(
        VERDICT,
        context
            .pipeline()
            .apply("Verdict", Create.of(verdict).withCoder(AvroCoder.of(QualityVerdict.class))));
  }

  private static JudgedTrial baseline(StageContext context, String run) {
    StoredArtifact evaluate = artifact(context, run, EvaluateStage.NAME);
    return judged(
        context,
        run,
        context.files(evaluate, EvaluateStage.METRICS),
        context.files(evaluate, EvaluateStage.USER_METRICS),
        context.files(artifact(context, run, IngestStage.NAME), IngestStage.USERS));
  }

  private static StoredArtifact artifact(StageContext context, String run, String stage) {
    return context
        .artifactOf(run, stage)
        .orElseThrow(
            () ->
                new UserErrorException(
                    "what the baseline run %s had of the stage %s is not there any more; name another as gate.baseline"
                        .formatted(run, stage)));
  }

  private static JudgedTrial judged(
      StageContext context,
      String run,
      RecordFiles<MetricValue> metrics,
      RecordFiles<UserMetrics> userMetrics,
      RecordFiles<User> users) {
    return JudgedTrial.of(
            metrics,
            userMetrics,
            users,
            context.get(METRIC),
            context.find(TrialChoice.RECOMMENDER).orElse(""),
            context.find(TrialChoice.TUNING).orElse(""))
        .orElseThrow(
            () ->
                new UserErrorException(
                    "run %s has no %s of %s, %s; add the metric to evaluate.metrics or correct the gate"
                        .formatted(
                            run,
                            context.get(METRIC),
                            context.find(TrialChoice.RECOMMENDER).orElse("any recommender"),
                            context
                                .find(TrialChoice.TUNING)
                                .map(variant -> "tuning " + variant)
                                .orElse("tuned or not"))));
  }

  private static QualityVerdict verdict(
      QualityGate gate, JudgedTrial candidate, String run, JudgedTrial baseline, String metric) {
    TreeSet<String> users = new TreeSet<>(candidate.byUser().keySet());
    users.retainAll(baseline.byUser().keySet());
    QualityGate.Decision decision =
        gate.judge(
            candidate.value(),
            users.stream()
                .mapToDouble(user -> candidate.byUser().getOrDefault(user, 0.0))
                .toArray(),
            users.stream()
                .mapToDouble(user -> baseline.byUser().getOrDefault(user, 0.0))
                .toArray());
    return said(decision, candidate, metric)
        .setBaselineRun(run)
        .setBaselineTrial(baseline.trial())
        .setBaselineValue(baseline.value())
        .build();
  }

  private static QualityVerdict first(QualityGate gate, JudgedTrial candidate, String metric) {
    return said(gate.judge(candidate.value()), candidate, metric)
        .setBaselineRun("")
        .setBaselineValue(0)
        .build();
  }

  private static QualityVerdict.Builder said(
      QualityGate.Decision decision, JudgedTrial candidate, String metric) {
    PairedTest test = decision.test().orElse(new PairedTest(0, 0, 0, 0, 0, 1, 0));
    return QualityVerdict.newBuilder()
        .setPassed(decision.passed())
        .setReason(decision.reason())
        .setMetric(metric)
        .setTrial(candidate.trial())
        .setValue(candidate.value())
        .setUsers(test.pairs())
        .setDifference(test.difference())
        .setLow(test.low())
        .setHigh(test.high())
        .setP(test.p())
        .setEffect(test.effect());
  }
}
