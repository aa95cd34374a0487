package org.ptmrec.price;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.schema.TrialCost;
import org.ptmrec.stage.IngestStage;
import org.ptmrec.stage.TrainStage;
import org.ptmrec.tensor.Processor;

/** What a store tells of earlier runs of a stage, of any pipeline, on a machine like this. */
final class Precedents {
  /** More than linear in the size: told of sizes at most so many times larger or smaller. */
  private static final double ABOUT_AS_LARGE = 2;

  private final ArtifactStore store;

  Precedents(ArtifactStore store) {
    this.store = store;
  }

  /**
   * An artifact, and the dataset that it was made from.
   *
   * @param size as ingested then
   */
  record Precedent(Manifest manifest, DatasetSize size) {
    double seconds() {
      return manifest.duration().toMillis() / 1e3;
    }

    String when() {
      return "as on " + manifest.finished().toString().substring(0, 10);
    }
  }

  /** The costs of a trial of a precedent. */
  record TrialPrecedent(Precedent precedent, TrialCost cost) {}

  /** The last one. */
  Optional<Precedent> last(String stage, Predicate<Manifest> isAlike) {
    return all(stage).filter(precedent -> isAlike.test(precedent.manifest())).findFirst();
  }

  private Stream<Precedent> all(String stage) {
    List<Manifest> newestFirst = new ArrayList<>(store.manifests(stage));
    Collections.reverse(newestFirst);
    return newestFirst.stream()
        .filter(Precedents::isOfThisMachine)
        .flatMap(manifest -> size(manifest).map(size -> new Precedent(manifest, size)).stream());
  }

  private static boolean isOfThisMachine(Manifest manifest) {
    return Processor.name().equals(manifest.environment().get("processor"))
        && Integer.toString(Runtime.getRuntime().availableProcessors())
            .equals(manifest.environment().get("processors"));
  }

  /** Of the dataset behind an artifact. */
  private Optional<DatasetSize> size(Manifest manifest) {
    if (manifest.stage().equals(IngestStage.NAME)) {
      return Optional.of(DatasetSize.of(manifest, ""));
    }
    for (String parent : manifest.recipe().parents().keySet()) {
      Optional<DatasetSize> size =
          Optional.of(store.inspect(parent, manifest.recipe().parents().get(parent)))
              .filter(found -> found.isWhole())
              .flatMap(found -> size(found.manifest()));
      if (size.isPresent()) {
        return size;
      }
    }
    return Optional.empty();
  }

  /**
   * The last trial of a recommender under a tuning, on data of about this size and in as large
   * batches.
   */
  Optional<TrialPrecedent> trial(
      String stage, String recommender, String tuning, DatasetSize wanted, int batch) {
    return all(stage)
        .filter(precedent -> isAboutAsLarge(precedent.size(), wanted))
        .filter(precedent -> batch(precedent.manifest()) == batch)
        .flatMap(
            precedent ->
                new RecordFiles<>(
                        TrialCost.class, store.paths(precedent.manifest(), TrainStage.COSTS.name()))
                    .readAll().stream()
                        .filter(cost -> cost.getTrial().getRecommender().equals(recommender))
                        .filter(cost -> cost.getTrial().getTuning().equals(tuning))
                        .filter(cost -> cost.getEpochs() > 0)
                        .map(cost -> new TrialPrecedent(precedent, cost)))
        .findFirst();
  }

  private static int batch(Manifest manifest) {
    return manifest.configuration().get("batch") instanceof Number batch ? batch.intValue() : 0;
  }

  private static boolean isAboutAsLarge(DatasetSize one, DatasetSize other) {
    double ratio = (double) one.interactions() / other.interactions();
    return ratio <= ABOUT_AS_LARGE && 1 / ratio <= ABOUT_AS_LARGE;
  }
}
