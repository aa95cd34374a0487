package org.ptmrec.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * The folder of artifacts: {@code <root>/<stage>/<fingerprint>/}. An artifact is there as a whole
 * or not at all, is never changed, and is looked up by its name alone.
 */
public final class ArtifactStore {
  private static final String MANIFEST = Pattern.quote(Manifest.FILE_NAME);

  private final String root;
  private final Storage storage;
  private final DigestCache digests;

  private ArtifactStore(String root) {
    this.root = root;
    this.storage = Storage.of(root);
    this.digests = new DigestCache(root + "/.cache/digests.json", Clock.systemUTC());
  }

  /**
   * @param root an absolute path or a URI that Beam's file systems know; it may not exist yet
   */
  public static ArtifactStore open(String root) {
    if (Storage.isUri(root)) {
      FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    }
    return new ArtifactStore(root.replaceAll("/+$", ""));
  }

  public String root() {
    return root;
  }

  public DigestCache digests() {
    return digests;
  }

  public String folder(String stage, String fingerprint) {
    return root + "/" + stage + "/" + fingerprint;
  }

  /** Where a stage keeps checkpoints until its artifact is published. */
  public String workDirectory(String stage, String fingerprint) {
    return work(stage, fingerprint) + "/state";
  }

  private String work(String stage, String fingerprint) {
    return root + "/" + stage + "/.work-" + fingerprint;
  }

  /**
   * @throws UserErrorException if nothing can be written to the store
   */
  public void checkWritable() {
    String probe = root + "/.cache/probe-" + ProcessHandle.current().pid();
    try {
      storage.replace(probe, "probe".getBytes(UTF_8));
      storage.delete(probe);
    } catch (IOException e) {
      throw new UserErrorException(
          "the store "
              + root
              + " cannot be written to ("
              + reason(e)
              + "); "
              + "change its permissions or give another one with --set store=FOLDER",
          e);
    }
  }

  private static String reason(IOException e) {
    String name = e.getClass().getSimpleName();
    return name.equals("IOException")
        ? String.valueOf(e.getMessage())
        : name + ": " + e.getMessage();
  }

  /** Looks at an artifact; digests are compared unless size and time say nothing has changed. */
  public Inspection inspect(String stage, String fingerprint) {
    return inspect(stage, fingerprint, part -> digests.sha256(path(stage, fingerprint, part)));
  }

  /** Reads an artifact to the last byte. */
  public Inspection verify(String stage, String fingerprint) {
    return inspect(
        stage,
        fingerprint,
        part -> {
          try (var in = storage.open(path(stage, fingerprint, part))) {
            return Digests.sha256(in);
          }
        });
  }

  private String path(String stage, String fingerprint, Part part) {
    return folder(stage, fingerprint) + "/" + part.name();
  }

  private interface DigestOf {
    String of(Part part) throws IOException;
  }

  private Inspection inspect(String stage, String fingerprint, DigestOf digestOf) {
    String path = folder(stage, fingerprint) + "/" + Manifest.FILE_NAME;
    try {
      if (storage.stat(path).isEmpty()) {
        return Inspection.missing();
      }
      Manifest manifest;
      try {
        manifest = Json.read(storage.read(path), Manifest.class);
      } catch (IOException e) {
        return Inspection.corrupt(null, Manifest.FILE_NAME + " cannot be read");
      }
      if (manifest.format() != Manifest.FORMAT) {
        return Inspection.corrupt(manifest, "another version of ptmrec wrote it");
      }
      if (!manifest.digest().equals(Manifest.digestOf(manifest.parts()))
          || !manifest.recipe().fingerprint().equals(fingerprint)) {
        return Inspection.corrupt(manifest, Manifest.FILE_NAME + " contradicts itself");
      }
      for (Part part : manifest.parts()) {
        Optional<String> problem = problem(stage, fingerprint, part, digestOf);
        if (problem.isPresent()) {
          return Inspection.corrupt(manifest, problem.get());
        }
      }
      return Inspection.whole(manifest);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  private Optional<String> problem(String stage, String fingerprint, Part part, DigestOf digestOf)
      throws IOException {
    Optional<Storage.Stat> stat = storage.stat(path(stage, fingerprint, part));
    if (stat.isEmpty()) {
      return Optional.of(part.name() + " is gone");
    }
    if (stat.get().size() != part.size()) {
      return Optional.of(
          part.name() + " has " + stat.get().size() + " bytes instead of " + part.size());
    }
    return digestOf.of(part).equals(part.sha256())
        ? Optional.empty()
        : Optional.of(part.name() + " has other content than was written");
  }

  /** The artifact of a stage that a pipeline made last, whole or not. */
  public Optional<Manifest> latest(String stage, String pipeline) {
    return manifests(stage).stream()
        .filter(manifest -> manifest.pipeline().equals(pipeline))
        .max(Comparator.comparing(Manifest::finished));
  }

  /** The manifests that can be read of all artifacts of a stage, oldest first. */
  public List<Manifest> manifests(String stage) {
    List<Manifest> manifests = new ArrayList<>();
    try {
      for (String path : storage.list(root + "/" + stage)) {
        String name = path.substring(root.length() + stage.length() + 2);
        if (name.endsWith("/" + Manifest.FILE_NAME) && !name.startsWith(".")) {
          read(path).ifPresent(manifests::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root + "/" + stage, e);
    }
    manifests.sort(Comparator.comparing(Manifest::finished));
    return manifests;
  }

  /** The manifests that can be read of all artifacts of all stages, oldest first. */
  public List<Manifest> manifests() {
    List<Manifest> manifests = new ArrayList<>();
    try {
      for (String path : storage.list(root)) {
        if (path.substring(root.length()).matches("/[^./][^/]*/[0-9a-f]{64}/" + MANIFEST)) {
          read(path).ifPresent(manifests::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root, e);
    }
    manifests.sort(Comparator.comparing(Manifest::finished));
    return manifests;
  }

  /** Copies an artifact into another store, its manifest last, if that does not have it whole. */
  public void copy(Manifest manifest, ArtifactStore other) throws IOException {
    String stage = manifest.stage();
    String fingerprint = manifest.fingerprint();
    if (other.inspect(stage, fingerprint).isWhole()) {
      return;
    }
    for (Part part : manifest.parts()) {
      try (InputStream in = storage.open(path(stage, fingerprint, part));
          OutputStream out = other.storage.create(other.path(stage, fingerprint, part))) {
        in.transferTo(out);
      }
    }
    other.storage.replace(
        other.folder(stage, fingerprint) + "/" + Manifest.FILE_NAME,
        Json.pretty(manifest).getBytes(UTF_8));
  }

  /** Removes an artifact: its manifest first, so that nobody takes what is left for whole. */
  public void remove(Manifest manifest) throws IOException {
    storage.deleteFolder(folder(manifest.stage(), manifest.fingerprint()));
  }

  /** What killed processes have left. */
  public Leftovers leftovers() {
    return new Leftovers(root, storage);
  }

  /** What is damaged is found by {@link #inspect}; here it only does not count. */
  private Optional<Manifest> read(String path) {
    try {
      return Optional.of(Json.read(storage.read(path), Manifest.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Starts an artifact; drafts that killed processes of this machine left are removed. */
  public Draft draft(String stage, String fingerprint) throws IOException {
    String work = work(stage, fingerprint);
    DraftOwner.sweep(storage, work);
    return new Draft(work + "/" + DraftOwner.newName(), folder(stage, fingerprint));
  }

  /**
   * Makes a draft visible.
   *
   * @param isReplacing whether it takes the place of an artifact that is there; otherwise the first
   *     of two drafts of one fingerprint wins
   * @return the manifest that is visible now
   */
  public Manifest publish(Draft draft, Manifest manifest, boolean isReplacing) throws IOException {
    String stage = manifest.stage();
    String fingerprint = manifest.fingerprint();
    Manifest published = manifest;
    if (isReplacing) {
      storage.deleteFolder(folder(stage, fingerprint));
    }
    if (!draft.publish(manifest)) {
      Inspection other = inspect(stage, fingerprint);
      if (other.isWhole()) {
        published = other.manifest();
      } else {
        storage.deleteFolder(folder(stage, fingerprint));
        if (!draft.publish(manifest)) {
          throw new IOException(folder(stage, fingerprint) + " is being written by somebody else");
        }
      }
    }
    draft.discard();
    storage.deleteFolder(workDirectory(stage, fingerprint));
    removeIfEmpty(work(stage, fingerprint));
    return published;
  }

  /** Gives a draft up. */
  public void discard(Draft draft, String stage, String fingerprint) throws IOException {
    draft.discard();
    removeIfEmpty(work(stage, fingerprint));
  }

  private void removeIfEmpty(String folder) throws IOException {
    if (storage.list(folder).isEmpty()) {
      storage.deleteFolder(folder);
    }
  }

  /** The files of one output of a whole artifact. */
  public List<String> paths(Manifest manifest, String output) {
    return manifest.partsOf(output).stream()
        .map(part -> path(manifest.stage(), manifest.fingerprint(), part))
        .toList();
  }
}
