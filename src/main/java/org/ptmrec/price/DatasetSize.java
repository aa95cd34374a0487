package org.ptmrec.price;

import java.util.Optional;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Part;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.pipeline.ExpectedSize;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.stage.IngestStage;

/**
 * How large a dataset is.
 *
 * @param interactions of all splits
 * @param source where that is known from, in words
 */
public record DatasetSize(long users, long items, long interactions, String source) {

  /**
   * What the file says, or else what the pipeline ingested last.
   *
   * @param ingest what the stage will not make anew, if so
   * @throws UserErrorException if neither is there
   */
  public static DatasetSize of(
      PipelineSpec pipeline, ArtifactStore store, Optional<Manifest> ingest) {
    if (ingest.isPresent()) {
      return of(ingest.get(), "as ingested");
    }
    return pipeline
        .expected()
        .map(DatasetSize::of)
        .or(
            () ->
                store
                    .latest(IngestStage.NAME, pipeline.name())
                    .map(last -> of(last, "as ingested on " + last.finished())))
        .orElseThrow(
            () ->
                new UserErrorException(
                    "%s: how large is the dataset? Say so in the file (expect: {users: 19445, items: 7050, interactions: 160792}), or run it --to ingest"
                        .formatted(pipeline.file())));
  }

  private static DatasetSize of(ExpectedSize expected) {
    return new DatasetSize(
        expected.users(), expected.items(), expected.interactions(), "as the file expects");
  }

  /** Of an artifact of the stage ingest. */
  static DatasetSize of(Manifest ingest, String source) {
    return new DatasetSize(
        records(ingest, IngestStage.USERS.name()),
        records(ingest, IngestStage.ITEMS.name()),
        records(ingest, IngestStage.INTERACTIONS.name()),
        source);
  }

  private static long records(Manifest manifest, String output) {
    return manifest.partsOf(output).stream().mapToLong(Part::records).sum();
  }

  /** Rows that are trained on. */
  long rows(double trainShare) {
    return Math.round(interactions * trainShare);
  }
}
