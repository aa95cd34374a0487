package org.ptmrec.observe;

import io.openlineage.client.OpenLineage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Part;
import org.ptmrec.artifact.Storage;
import org.ptmrec.artifact.Versions;
import org.ptmrec.pipeline.StagePlan;

/**
 * Files and artifacts as OpenLineage names datasets. An artifact's version is its fingerprint, a
 * file's the digest of its content.
 */
final class LineageDatasets {
  static final URI PRODUCER = URI.create("urn:ptmrec:" + Versions.ptmrec());

  private static final String LOCAL = "file";

  private final OpenLineage events;
  private final ArtifactStore store;

  LineageDatasets(OpenLineage events, ArtifactStore store) {
    this.events = events;
    this.store = store;
  }

  /** What a stage reads: its input files, and the artifacts of the stages before it. */
  List<OpenLineage.InputDataset> inputs(StagePlan plan) {
    List<OpenLineage.InputDataset> inputs = new ArrayList<>();
    plan.step()
        .inputFiles()
        .forEach(
            (key, path) -> inputs.add(input(path, plan.recipe().files().getOrDefault(key, ""))));
    plan.recipe()
        .parents()
        .forEach(
            (stage, fingerprint) ->
                inputs.add(input(store.folder(stage, fingerprint), fingerprint)));
    return inputs;
  }

  private OpenLineage.InputDataset input(String path, String version) {
    return events
        .newInputDatasetBuilder()
        .namespace(namespace(path))
        .name(name(path))
        .facets(
            events
                .newDatasetFacetsBuilder()
                .version(events.newDatasetVersionDatasetFacet(version))
                .build())
        .build();
  }

  OpenLineage.OutputDataset output(Manifest manifest) {
    String path = store.folder(manifest.stage(), manifest.fingerprint());
    long records = manifest.parts().stream().mapToLong(Part::records).sum();
    return events
        .newOutputDatasetBuilder()
        .namespace(namespace(path))
        .name(name(path))
        .facets(
            events
                .newDatasetFacetsBuilder()
                .version(events.newDatasetVersionDatasetFacet(manifest.fingerprint()))
                .build())
        .outputFacets(
            events
                .newOutputDatasetOutputFacetsBuilder()
                .outputStatistics(
                    events.newOutputStatisticsOutputDatasetFacet(
                        records, manifest.size(), (long) manifest.parts().size()))
                .build())
        .build();
  }

  /** Scheme and bucket of a URI, as OpenLineage's naming has it. */
  private static String namespace(String path) {
    if (!Storage.isUri(path)) {
      return LOCAL;
    }
    int slash = path.indexOf('/', path.indexOf("://") + 3);
    return slash < 0 ? path : path.substring(0, slash);
  }

  private static String name(String path) {
    String namespace = namespace(path);
    return namespace.equals(LOCAL) || path.length() == namespace.length()
        ? path
        : path.substring(namespace.length());
  }
}
