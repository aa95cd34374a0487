/**
 * Stage two: the encoder is tuned for recommendation, a few parameters at a time. Every method is
 * one file that implements {@link org.ptmrec.tune.EncoderTuning} and lists itself for {@link
 * org.ptmrec.tune.EncoderTunings} with a nested {@link org.ptmrec.tune.TuningMethod}.
 */
package org.ptmrec.tune;
