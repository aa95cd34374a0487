package org.ptmrec.transform;

import org.apache.beam.sdk.transforms.SerializableBiFunction;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.Progress;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.schema.Trial;

/**
 * Makes known how much work trials are, before the first of them begins: a sweep's end can be
 * foretold from its start. What an earlier run has finished does not count.
 */
final class CountWorkFn<T> extends CountingFn<T, T> {
  private static final long serialVersionUID = 1;

  private final DatasetViews dataset;
  private final String checkpointDirectory;
  private final SerializableFunction<T, Trial> trial;
  private final SerializableBiFunction<Trial, TrainingData, TrialWork> work;

  /**
   * @param trial of an element
   * @param work of a trial, at most
   */
  CountWorkFn(
      DatasetViews dataset,
      String checkpointDirectory,
      SerializableFunction<T, Trial> trial,
      SerializableBiFunction<Trial, TrainingData, TrialWork> work) {
    this.dataset = dataset;
    this.checkpointDirectory = checkpointDirectory;
    this.trial = trial;
    this.work = work;
  }

  @ProcessElement
  public void count(ProcessContext context) {
    Trial one = trial.apply(context.element());
    if (!new FinishedTrials(checkpointDirectory).has(one)) {
      Progress.total().inc(work.apply(one, dataset.data(context)).total());
    }
    context.output(context.element());
  }
}
