package org.ptmrec.tune;

import com.google.common.collect.ImmutableList;
import org.ptmrec.clip.TowerHooks;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;

/** Parameters that change what a frozen CLIP computes, and where they act. */
public interface EncoderTuning {

  /** The method's name, as in a pipeline file. */
  String name();

  /** What to give to {@link org.ptmrec.clip.Clip#encodeImages}. */
  TowerHooks vision();

  /** What to give to {@link org.ptmrec.clip.Clip#encodeTexts}. */
  TowerHooks text();

  /** All parameters of both towers, trainable, in an order and under names that never change. */
  ImmutableList<Parameter> parameters();

  /**
   * The same parameters at work in a training step: what a method does only while training, such as
   * dropout, draws from {@code random}.
   */
  default EncoderTuning forTraining(RandomStream random) {
    return this;
  }

  /** How many numbers are trained. */
  default long countParameters() {
    return parameters().stream().mapToLong(parameter -> parameter.value().size()).sum();
  }
}
