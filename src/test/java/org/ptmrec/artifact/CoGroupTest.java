package org.ptmrec.artifact;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.Iterables;
import com.google.common.collect.Streams;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

class CoGroupTest {
  private static final TupleTag<Integer> NUMBERS = new TupleTag<>("numbers") {};
  private static final TupleTag<String> WORDS = new TupleTag<>("words") {};

  /** Of one key, more than Beam's own join takes on Flink. */
  private static final int MANY = 12_000;

  @Test
  void inMemory_manyValuesOfOneKeyOnFlink_allThere() {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setParallelism(2);
    Pipeline pipeline = Pipeline.create(options);
    PCollection<KV<Integer, Integer>> numbers =
        pipeline
            .apply(
                "Numbers",
                Create.of(IntStream.range(0, MANY).boxed().toList()).withCoder(VarIntCoder.of()))
            .apply(
                "Key numbers",
                WithKeys.of((Integer n) -> n == 0 ? 1 : 2).withKeyType(TypeDescriptors.integers()));
    PCollection<KV<Integer, String>> words =
        pipeline
            .apply("Words", Create.of("a", "b", "c").withCoder(StringUtf8Coder.of()))
            .apply(
                "Key words", WithKeys.of((String w) -> 2).withKeyType(TypeDescriptors.integers()));

    PCollection<String> counts =
        KeyedPCollectionTuple.of(NUMBERS, numbers)
            .and(WORDS, words)
            .apply("Join", CoGroup.inMemory())
            .apply("Count", MapElements.into(TypeDescriptors.strings()).via(CoGroupTest::counted));

    PAssert.that(counts).containsInAnyOrder("1: 1 numbers, []", "2: 11999 numbers, [a, b, c]");
    pipeline.run().waitUntilFinish();
  }

  private static String counted(KV<Integer, CoGbkResult> group) {
    Iterable<Integer> numbers = group.getValue().getAll(NUMBERS);
    Map<Integer, Long> distinct =
        Streams.stream(numbers).collect(Collectors.groupingBy(n -> n, Collectors.counting()));
    assertThat(distinct).hasSize(Iterables.size(numbers));
    String words = Streams.stream(group.getValue().getAll(WORDS)).sorted().toList().toString();
    return group.getKey() + ": " + Iterables.size(numbers) + " numbers, " + words;
  }
}
