package org.ptmrec.report;

import com.google.common.collect.ImmutableSortedSet;

/**
 * What a variant took, over its seeds.
 *
 * @param epochs mean number that were trained, those before an interruption among them
 * @param secondsPerEpoch mean over the seeds that timed any; NaN where none did, see {@link
 *     org.ptmrec.schema.TrialCost}
 * @param tensorBytes the most of any trial
 * @param trainableParameters in the phase that this variant ends with
 * @param totalParameters frozen ones included
 */
public record VariantCost(
    Variant variant,
    ImmutableSortedSet<Long> seeds,
    double epochs,
    double secondsPerEpoch,
    long tensorBytes,
    long trainableParameters,
    long totalParameters) {
  /** Mean time of a training, in seconds: all its epochs, at the time of those timed. */
  public double seconds() {
    return epochs * secondsPerEpoch;
  }
}
