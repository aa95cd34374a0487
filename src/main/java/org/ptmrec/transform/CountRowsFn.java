package org.ptmrec.transform;

import org.apache.beam.sdk.transforms.SerializableFunction;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.Progress;
import org.ptmrec.schema.Trial;

/**
 * Makes known how many rows trials have to train, before the first of them begins: a sweep's end
 * can be foretold from its start. What an earlier run has finished does not count.
 */
final class CountRowsFn<T> extends CountingFn<T, T> {
  private static final long serialVersionUID = 1;

  private final DatasetViews dataset;
  private final String checkpointDirectory;
  private final SerializableFunction<T, Trial> trial;
  private final SerializableFunction<Trial, Integer> epochs;

  /**
   * @param trial of an element
   * @param epochs of a trial, at most
   */
  CountRowsFn(
      DatasetViews dataset,
      String checkpointDirectory,
      SerializableFunction<T, Trial> trial,
      SerializableFunction<Trial, Integer> epochs) {
    this.dataset = dataset;
    this.checkpointDirectory = checkpointDirectory;
    this.trial = trial;
    this.epochs = epochs;
  }

  @ProcessElement
  public void count(ProcessContext context) {
    Trial one = trial.apply(context.element());
    if (!new FinishedTrials(checkpointDirectory).has(one)) {
      Progress.total().inc((long) epochs.apply(one) * dataset.data(context).rows());
    }
    context.output(context.element());
  }
}
