package org.ptmrec.report;

/**
 * A trial that came to no result.
 *
 * @param reason name of the exception
 */
public record FailedTraining(Variant variant, long seed, String reason, String message) {}
