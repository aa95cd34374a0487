package org.ptmrec.report;

import com.google.common.collect.ImmutableSortedSet;

/**
 * What a variant took, over its seeds.
 *
 * @param epochs mean number that were trained
 * @param secondsPerEpoch mean
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
  /** Mean time of a training, in seconds. */
  public double seconds() {
    return epochs * secondsPerEpoch;
  }
}
