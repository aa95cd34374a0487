package org.ptmrec.stage;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.pipeline.PipelineReader;

class TuneStageTest {
  /** Their widths are not those of the encoder: every trial would fail, after all of stage one. */
  @Test
  void checkBeside_featuresFromFiles_refusedBeforeAnythingRuns() {
    List<String> features = List.of("encode.imageFeatures=i.npy", "encode.textFeatures=t.npy");
    UserErrorException e =
        assertThrows(
            UserErrorException.class,
            () -> PipelineReader.read("pipelines/quickstart.yaml", features, Stages.all()));
    assertThat(e)
        .hasMessageThat()
        .containsMatch(
            "quickstart.yaml.*: stage tune: encode.imageFeatures and encode.textFeatures are given,"
                + " .*; leave these two keys out, or the stage tune$");
  }
}
