package org.ptmrec.transform;

import com.google.common.base.Splitter;
import java.util.function.Supplier;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.ptmrec.artifact.TaggedOutput;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.recommend.TrainingDivergedException;
import org.ptmrec.schema.FailedTrial;
import org.ptmrec.schema.FinishedTrial;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TrialCost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What trials come to: results, failures, and what they took. */
public final class TrialResults extends TaggedOutput {
  static final TupleTag<TrainedRecommender> TRAINED = new TupleTag<>("trained") {};
  static final TupleTag<FailedTrial> FAILED = new TupleTag<>("failed") {};
  static final TupleTag<TrialCost> COSTS = new TupleTag<>("costs") {};
  static final TupleTagList OTHERS = TupleTagList.of(FAILED).and(COSTS);

  private static final Logger LOG = LoggerFactory.getLogger(TrialResults.class);
  private static final Splitter LINES = Splitter.on('\n');

  TrialResults(PCollectionTuple outputs) {
    super(outputs);
    outputs.get(TRAINED).setCoder(AvroCoder.of(TrainedRecommender.class));
    outputs.get(FAILED).setCoder(AvroCoder.of(FailedTrial.class));
    outputs.get(COSTS).setCoder(AvroCoder.of(TrialCost.class));
  }

  public PCollection<TrainedRecommender> getTrained() {
    return outputs().get(TRAINED);
  }

  public PCollection<FailedTrial> getFailed() {
    return outputs().get(FAILED);
  }

  /** One for each that was trained. */
  public PCollection<TrialCost> getCosts() {
    return outputs().get(COSTS);
  }

  /**
   * Ends the pipeline with the reasons if more than this share of the trials failed, or all.
   *
   * @param maxFailureRate 0 to 1
   */
  public void check(double maxFailureRate) {
    outputs().apply("Check trials", CheckTrials.atMost(maxFailureRate));
  }

  /**
   * Runs a trial, unless its result is kept from an earlier run. A trial that fails is an output
   * like any other, for its neighbours are worth having without it; what is wrong with the
   * environment and would fail all trials alike is thrown.
   */
  static void emit(
      DoFn<?, ?>.ProcessContext context,
      Trial trial,
      FinishedTrials kept,
      Supplier<FinishedTrial> work) {
    FinishedTrial finished;
    try {
      finished =
          kept.load(trial)
              .orElseGet(
                  () -> {
                    FinishedTrial made = work.get();
                    kept.save(made);
                    return made;
                  });
    } catch (RuntimeException e) {
      checkIsOfTrial(trial, e);
      context.output(FAILED, failed(trial, e));
      return;
    }
    context.output(TRAINED, finished.getTrained());
    context.output(COSTS, finished.getCost());
  }

  /**
   * Throws what would fail all trials alike: what is wrong with the environment, or that somebody
   * wants this to end.
   */
  static void checkIsOfTrial(Trial trial, RuntimeException e) {
    boolean isOfTrial =
        e instanceof TrainingDivergedException || !(e instanceof UserErrorException);
    if (!isOfTrial || Thread.currentThread().isInterrupted()) {
      throw e;
    }
    LOG.warn("trial {} failed: {}", Trials.key(trial), e.getMessage());
  }

  private static FailedTrial failed(Trial trial, RuntimeException e) {
    String message = e.getMessage() == null ? "" : LINES.split(e.getMessage()).iterator().next();
    return new FailedTrial(trial, e.getClass().getSimpleName(), message);
  }
}
