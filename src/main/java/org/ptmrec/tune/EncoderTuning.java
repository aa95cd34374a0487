package org.ptmrec.tune;

import com.google.common.collect.ImmutableList;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.TowerHooks;
import org.ptmrec.schema.TuningWeights;
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

  /**
   * A CLIP that computes by itself what {@code clip} computes with this tuning; empty for a method
   * that no other weights can stand for.
   */
  default Optional<Clip> mergedInto(Clip clip) {
    return Optional.empty();
  }

  /**
   * What this is saved as: a record of the method's own schema, or of the common one that a method
   * without its own shares.
   *
   * @param options all of the method's by name, as {@link EncoderTunings#options} gives them
   */
  default SpecificRecord toRecord(Map<String, ?> options) {
    return TuningWeights.newBuilder()
        .setMethod(name())
        .setOptions(Json.canonical(options))
        .setTensors(parameters().stream().map(TensorRecords::of).toList())
        .build();
  }

  /** How many numbers are trained. */
  default long countParameters() {
    return parameters().stream().mapToLong(parameter -> parameter.value().size()).sum();
  }
}
