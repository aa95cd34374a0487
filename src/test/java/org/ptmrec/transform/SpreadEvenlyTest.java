package org.ptmrec.transform;

import static com.google.common.truth.Truth.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadEvenlyTest {
  /** Names of threads, which on Flink are those of slots, by element. */
  private static final Map<Integer, String> SLOTS = new ConcurrentHashMap<>();

  @BeforeEach
  void forget() {
    SLOTS.clear();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void spread_onFlink_givesEverySlotAsMany(int slots) {
    FlinkPipelineOptions options = PipelineOptionsFactory.create().as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setParallelism(slots);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(Create.of(List.of(7, 8, 9, 10, 11, 12, 13, 14, 15, 16)).withCoder(VarIntCoder.of()))
        .apply(new SpreadEvenly<>(number -> number))
        .apply(ParDo.of(new NoteFn()));
    pipeline.run().waitUntilFinish();

    assertThat(SLOTS).hasSize(10);
    SLOTS.forEach(
        (number, slot) -> {
          for (Map.Entry<Integer, String> other : SLOTS.entrySet()) {
            boolean isTogether = (other.getKey() - number) % slots == 0;
            assertThat(other.getValue().equals(slot)).isEqualTo(isTogether);
          }
        });
  }

  private static final class NoteFn extends DoFn<Integer, Void> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void note(@Element Integer number) {
      SLOTS.put(number, Thread.currentThread().getName());
    }
  }
}
