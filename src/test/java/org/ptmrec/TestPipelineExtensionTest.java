package org.ptmrec;

import static com.google.common.truth.Truth.assertThat;

import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestPipelineExtension.class)
class TestPipelineExtensionTest {
  @Test
  void testRuns_pipelineAsParameter(TestPipeline pipeline) {
    PAssert.that(pipeline.apply(Create.of(1, 2))).containsInAnyOrder(2, 1);
    assertThat(pipeline.run().getState().isTerminal()).isTrue();
  }
}
