package org.ptmrec.report;

import java.time.Duration;

/**
 * What became of a stage in this run.
 *
 * @param fresh whether an earlier run's artifact was used again
 * @param duration of the run that made the artifact
 * @param fingerprint of the artifact
 * @param bytes of the artifact's parts
 */
public record StageTime(
    String stage, boolean fresh, Duration duration, String fingerprint, long bytes) {}
