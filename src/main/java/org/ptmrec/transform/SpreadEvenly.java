package org.ptmrec.transform;

import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.ptmrec.artifact.SlotKeys;

/**
 * Puts a few long-lasting elements into slots one after the other by their numbers, so that as many
 * of them as there are slots have one each. Elsewhere, {@link Reshuffle#viaRandomKey} is enough: on
 * Flink it puts two elements into the same of two slots every other time.
 */
final class SpreadEvenly<T> extends PTransform<PCollection<T>, PCollection<T>> {
  private static final long serialVersionUID = 1;

  private final SerializableFunction<T, Integer> number;

  /**
   * @param number any; equal numbers share a slot
   */
  SpreadEvenly(SerializableFunction<T, Integer> number) {
    this.number = number;
  }

  @Override
  public PCollection<T> expand(PCollection<T> elements) {
    int slots = elements.getPipeline().getOptions().as(FlinkPipelineOptions.class).getParallelism();
    SerializableFunction<T, Integer> slot = number;
    if (slots > 0) {
      int[] keys = SlotKeys.of(slots);
      slot = element -> keys[Math.floorMod(number.apply(element), slots)];
    }
    return elements
        .apply("Choose slots", WithKeys.of(slot).withKeyType(TypeDescriptors.integers()))
        .setCoder(KvCoder.of(VarIntCoder.of(), elements.getCoder()))
        .apply("Shuffle", Reshuffle.of())
        .apply("Drop slots", Values.create());
  }
}
