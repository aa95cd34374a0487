package org.ptmrec.artifact;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGbkResult.CoGbkResultCoder;
import org.apache.beam.sdk.transforms.join.CoGbkResultSchema;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple.TaggedKeyedPCollection;
import org.apache.beam.sdk.transforms.join.RawUnionValue;
import org.apache.beam.sdk.transforms.join.UnionCoder;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * As Beam's {@code CoGroupByKey}, with all values of a key in memory. Beam's goes twice through the
 * values of a key that has more than 10,000, and Flink's can be gone through once only: such a join
 * fails there.
 */
public final class CoGroup<K>
    extends PTransform<KeyedPCollectionTuple<K>, PCollection<KV<K, CoGbkResult>>> {

  private CoGroup() {}

  public static <K> CoGroup<K> inMemory() {
    return new CoGroup<>();
  }

  @Override
  public PCollection<KV<K, CoGbkResult>> expand(KeyedPCollectionTuple<K> input) {
    List<Coder<?>> values = new ArrayList<>();
    for (TaggedKeyedPCollection<K, ?> each : input.getKeyedCollections()) {
      values.add(valueCoder(each.getCollection()));
    }
    UnionCoder coder = UnionCoder.of(values);
    CoGbkResultSchema schema = input.getCoGbkResultSchema();
    PCollectionList<KV<K, RawUnionValue>> tagged = PCollectionList.empty(input.getPipeline());
    for (TaggedKeyedPCollection<K, ?> each : input.getKeyedCollections()) {
      int tag = schema.getIndex(each.getTupleTag());
      tagged =
          tagged.and(
              tag("Tag " + tag, each.getCollection(), tag)
                  .setCoder(KvCoder.of(input.getKeyCoder(), coder)));
    }
    return tagged
        .apply("Together", Flatten.pCollections())
        .apply("Group", GroupByKey.create())
        .apply("Collect", ParDo.of(new CollectFn<>(schema)))
        .setCoder(KvCoder.of(input.getKeyCoder(), CoGbkResultCoder.of(schema, coder)));
  }

  private static <K, V> Coder<V> valueCoder(PCollection<KV<K, V>> collection) {
    return ((KvCoder<K, V>) collection.getCoder()).getValueCoder();
  }

  private static <K, V> PCollection<KV<K, RawUnionValue>> tag(
      String name, PCollection<KV<K, V>> collection, int tag) {
    return collection.apply(name, ParDo.of(new TagFn<>(tag)));
  }

  private static final class TagFn<K, V> extends DoFn<KV<K, V>, KV<K, RawUnionValue>> {
    private static final long serialVersionUID = 1;
    private final int tag;

    TagFn(int tag) {
      this.tag = tag;
    }

    @ProcessElement
    public void tag(@Element KV<K, V> element, OutputReceiver<KV<K, RawUnionValue>> out) {
      out.output(KV.of(element.getKey(), new RawUnionValue(tag, element.getValue())));
    }
  }

  private static final class CollectFn<K>
      extends DoFn<KV<K, Iterable<RawUnionValue>>, KV<K, CoGbkResult>> {
    private static final long serialVersionUID = 1;
    private final CoGbkResultSchema schema;

    CollectFn(CoGbkResultSchema schema) {
      this.schema = schema;
    }

    @ProcessElement
    public void collect(
        @Element KV<K, Iterable<RawUnionValue>> group, OutputReceiver<KV<K, CoGbkResult>> out) {
      out.output(
          KV.of(
              group.getKey(),
              new CoGbkResult(schema, group.getValue(), Integer.MAX_VALUE, Integer.MAX_VALUE)));
    }
  }
}
