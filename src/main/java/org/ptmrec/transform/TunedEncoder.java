package org.ptmrec.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Inspection;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.artifact.Storage;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.tune.EncoderTuning;
import org.ptmrec.tune.EncoderTunings;

/**
 * The encoder side of what stage two made: from it and the CLIP that was tuned new items are
 * embedded without any training.
 *
 * <pre>{@code
 * EncoderTuning tuning = TunedEncoder.find("artifacts/tune", "VBPR").restore(folder.config());
 * new ClipEncoder(folder, 32, tuning.vision(), tuning.text());
 * }</pre>
 */
public final class TunedEncoder {
  /** As the stage tune calls it. */
  private static final String OUTPUT = "tuned";

  private final TrainedRecommender trained;

  private TunedEncoder(TrainedRecommender trained) {
    this.trained = trained;
  }

  /** The tuning inside a record of stage two. */
  public static TunedEncoder of(TrainedRecommender trained) {
    return new TunedEncoder(trained);
  }

  /**
   * Finds a tuning in a store.
   *
   * @param artifact {@code STORE/tune/FINGERPRINT}, of which the beginning is enough, or {@code
   *     STORE/tune} for the artifact made last
   * @param trial what the trial's key begins with, such as {@code VBPR-prompt}; may be empty where
   *     there is one
   * @throws UserErrorException if there is none or more than one, or the artifact is damaged
   */
  public static TunedEncoder find(String artifact, String trial) {
    return find(artifact, trial, found -> {});
  }

  /**
   * Finds a tuning in a store, and tells whose it is.
   *
   * @param told is given the artifact
   */
  public static TunedEncoder find(String artifact, String trial, Consumer<Manifest> told) {
    List<String> trials = new ArrayList<>();
    List<TrainedRecommender> found = new ArrayList<>();
    files(artifact, told)
        .forEach(
            each -> {
              String key = Trials.key(each.getTrial());
              trials.add(key);
              if (key.startsWith(trial)) {
                found.add(each);
              }
            });
    if (found.size() != 1) {
      throw new UserErrorException(
          "%s: expected one trial to begin with '%s', found %d; there are %s"
              .formatted(artifact, trial, found.size(), String.join(", ", trials)));
    }
    return new TunedEncoder(found.get(0));
  }

  private static RecordFiles<TrainedRecommender> files(String artifact, Consumer<Manifest> told) {
    String path = Storage.absolute(artifact);
    String folder = parent(path);
    Manifest manifest =
        latest(ArtifactStore.open(folder), name(path), "")
            .or(() -> latest(ArtifactStore.open(parent(folder)), name(folder), name(path)))
            .orElseThrow(
                () ->
                    new UserErrorException(
                        artifact + ": no artifact of the stage tune; give STORE/tune/FINGERPRINT"));
    told.accept(manifest);
    ArtifactStore store = ArtifactStore.open(folder(path, manifest));
    Inspection inspection = store.inspect(manifest.stage(), manifest.fingerprint());
    if (!inspection.isWhole()) {
      throw new UserErrorException(
          artifact + ": " + inspection.problem() + "; run the stage again");
    }
    List<String> paths = store.paths(manifest, OUTPUT);
    if (paths.isEmpty()) {
      throw new UserErrorException(
          artifact + ": an artifact of the stage " + manifest.stage() + ", expected one of tune");
    }
    return new RecordFiles<>(TrainedRecommender.class, paths);
  }

  /** The newest artifact whose fingerprint begins so. */
  private static Optional<Manifest> latest(ArtifactStore store, String stage, String fingerprint) {
    return store.manifests(stage).stream()
        .filter(manifest -> manifest.fingerprint().startsWith(fingerprint))
        .reduce((older, newer) -> newer);
  }

  /** The store that a path of an artifact, or of its stage, is in. */
  private static String folder(String path, Manifest manifest) {
    return manifest.stage().equals(name(path)) ? parent(path) : parent(parent(path));
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** What was trained, and with which recommender. */
  public Trial trial() {
    return trained.getTrial();
  }

  /**
   * The tuning at work.
   *
   * @param config of the CLIP that was tuned
   * @throws UserErrorException if that is another one
   */
  public EncoderTuning restore(ClipConfig config) {
    Object record = trained.getEncoderTuning();
    if (record == null) {
      throw new UserErrorException(
          Trials.key(trial()) + " has no tuning: it is a result of the stage train");
    }
    return EncoderTunings.restore(record, config);
  }
}
