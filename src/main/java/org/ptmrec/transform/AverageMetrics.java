package org.ptmrec.transform;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.ptmrec.schema.SliceMetric;

/**
 * Means out of sums over blocks of users. Blocks are added up in order, so that the bits do not
 * depend on who ranked what.
 */
final class AverageMetrics
    extends PTransform<PCollection<KV<Integer, SliceMetric>>, PCollection<SliceMetric>> {

  static KvCoder<Integer, SliceMetric> sumCoder() {
    return KvCoder.of(VarIntCoder.of(), AvroCoder.of(SliceMetric.class));
  }

  /** Of one trial and split, a slice's metric. */
  static String key(SliceMetric value) {
    return Trials.key(value.getTrial())
        + " "
        + value.getSplit()
        + " "
        + value.getSlice()
        + " "
        + value.getMetric();
  }

  @Override
  public PCollection<SliceMetric> expand(PCollection<KV<Integer, SliceMetric>> sums) {
    return sums.apply(
            "Name",
            WithKeys.<String, KV<Integer, SliceMetric>>of(sum -> key(sum.getValue()))
                .withKeyType(TypeDescriptors.strings()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), sumCoder()))
        .apply("Group blocks", GroupByKey.create())
        .apply("Divide", ParDo.of(new DivideFn()))
        .setCoder(AvroCoder.of(SliceMetric.class));
  }

  private static class DivideFn
      extends DoFn<KV<String, Iterable<KV<Integer, SliceMetric>>>, SliceMetric> {
    @ProcessElement
    public void divide(
        @Element KV<String, Iterable<KV<Integer, SliceMetric>>> blocks,
        OutputReceiver<SliceMetric> out) {
      Map<Integer, SliceMetric> inOrder = new TreeMap<>();
      blocks.getValue().forEach(block -> inOrder.put(block.getKey(), block.getValue()));
      double sum = 0;
      int users = 0;
      for (SliceMetric block : inOrder.values()) {
        sum += block.getValue();
        users += block.getUsers();
      }
      SliceMetric any = inOrder.values().iterator().next();
      out.output(SliceMetric.newBuilder(any).setValue(sum / users).setUsers(users).build());
    }
  }
}
