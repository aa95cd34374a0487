package org.ptmrec.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An artifact that is being made: a folder that nobody reads, one for each try.
 *
 * <p>Layout of the stage's folder in the store: {@code <fingerprint>/} is the published artifact;
 * {@code .work-<fingerprint>/state/} keeps checkpoints from try to try; {@code
 * .work-<fingerprint>/<owner>/} is a draft.
 */
public final class Draft {
  private final String folder;
  private final String target;
  private final Storage storage;
  private final Map<String, String> sources = new HashMap<>();

  Draft(String folder, String target) {
    this.folder = folder;
    this.target = target;
    this.storage = Storage.of(folder);
  }

  /** Where {@link WriteRecords} writes to. */
  public String recordsFolder() {
    return folder + "/records";
  }

  /** For the temporary files of the pipelines that make the artifact. */
  public String temporaryFolder() {
    return folder;
  }

  /** Opens a plain file of the artifact. */
  public OutputStream createFile(String name) throws IOException {
    return storage.create(filesFolder() + "/" + name);
  }

  /**
   * The files written so far, in order of their names.
   *
   * @param shards number of shards by output
   * @param observed outputs that tell of this very run
   * @throws IOException if a shard is missing
   */
  public List<Part> parts(Map<String, Integer> shards, Set<String> observed) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, Integer> output : shards.entrySet()) {
      ShardFiles files = new ShardFiles(recordsFolder(), output.getKey(), output.getValue());
      for (ShardFiles.Written written : files.finished()) {
        parts.add(written.part().asObserved(observed.contains(output.getKey())));
        sources.put(written.part().name(), written.path());
      }
    }
    for (String path : storage.list(filesFolder())) {
      String name = path.substring(filesFolder().length() + 1);
      try (InputStream in = storage.open(path)) {
        long size = storage.stat(path).map(Storage.Stat::size).orElse(0L);
        parts.add(new Part(name, name, size, Digests.sha256(in), 0, true));
      }
      sources.put(name, path);
    }
    parts.sort((left, right) -> left.name().compareTo(right.name()));
    return parts;
  }

  /**
   * @return false if an artifact stands there already
   */
  boolean publish(Manifest manifest) throws IOException {
    Map<String, String> moves = new HashMap<>();
    for (Part part : manifest.parts()) {
      String source = sources.get(part.name());
      if (source == null) {
        throw new IllegalArgumentException(part.name() + " is not in this draft");
      }
      moves.put(part.name(), source);
    }
    return storage.publish(moves, Json.pretty(manifest).getBytes(UTF_8), staging(), target);
  }

  /** Deletes whatever is left of the draft. */
  public void discard() throws IOException {
    storage.deleteFolder(folder);
  }

  private String filesFolder() {
    return folder + "/files";
  }

  private String staging() {
    return folder + "/whole";
  }
}
