package org.ptmrec.tune;

import java.util.Optional;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.schema.TuningWeights;
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

  /**
   * What {@link EncoderTuning#toRecord} saved; empty if it is another method's. One with a schema
   * of its own reads it here.
   */
  default Optional<SavedTuning> read(Object record) {
    return record instanceof TuningWeights saved && saved.getMethod().equals(name())
        ? Optional.of(SavedTuning.of(saved))
        : Optional.empty();
  }

  /** How many numbers {@link #create} would make trainable, without making them. */
  long countParameters(ClipConfig config, TuningOptions options);
}
