package org.ptmrec.tune;

import org.ptmrec.clip.ClipConfig;
import org.ptmrec.tensor.RandomStream;

/**
 * A kind of tuning, found by {@link java.util.ServiceLoader}: annotate a public class with
 * {@code @AutoService(TuningMethod.class)} and it can be named in a pipeline file.
 */
public interface TuningMethod {

  /** What a pipeline file calls it. */
  String name();

  /**
   * New parameters for both towers.
   *
   * @param options read here; one that no method reads is an error
   */
  EncoderTuning create(ClipConfig config, TuningOptions options, RandomStream random);

  /** How many numbers {@link #create} would make trainable, without making them. */
  long countParameters(ClipConfig config, TuningOptions options);
}
