package org.ptmrec.artifact;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The files of one output while they are written: for every try at a shard a data file of a unique
 * name, and at the end a list of those that count. What is not on the list does not exist.
 */
final class ShardFiles {
  private final String folder;
  private final String output;
  private final int shards;

  ShardFiles(String folder, String output, int shards) {
    this.folder = folder;
    this.output = output;
    this.shards = shards;
  }

  /**
   * A finished shard.
   *
   * @param path where its data is
   */
  record Written(Part part, String path) {}

  /** What {@link #list} writes; a name of its own, as JSON knows no generic types. */
  private record Listed(List<Written> shards) {}

  Written write(int shard, ShardWriter writer) throws IOException {
    String name = String.format(Locale.ROOT, "%s-%05d-of-%05d.avro", output, shard, shards);
    String path = folder + "/" + name + "." + UUID.randomUUID();
    Storage storage = Storage.of(folder);
    String sha256;
    try (OutputStream out = storage.create(path)) {
      HashingOutputStream hashing = new HashingOutputStream(Hashing.sha256(), out);
      writer.writeTo(hashing);
      hashing.flush();
      sha256 = hashing.hash().toString();
    }
    long size =
        storage.stat(path).orElseThrow(() -> new IOException(path + " has disappeared")).size();
    return new Written(new Part(output, name, size, sha256, writer.written(), false), path);
  }

  /**
   * Replaces the list.
   *
   * @param written one file of every shard, in any order
   * @throws IOException if it is not one of every shard
   */
  void list(Iterable<Written> written) throws IOException {
    Map<String, Written> byName = new TreeMap<>();
    for (Written shard : written) {
      if (byName.put(shard.part().name(), shard) != null) {
        throw new IOException(shard.part().name() + " came out of the pipeline twice");
      }
    }
    check(byName.size());
    Listed listed = new Listed(List.copyOf(byName.values()));
    Storage.of(folder).replace(listPath(), Json.pretty(listed).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * One finished file of every shard, in order.
   *
   * @throws IOException if a shard has none
   */
  List<Written> finished() throws IOException {
    Storage storage = Storage.of(folder);
    if (storage.stat(listPath()).isEmpty()) {
      check(0);
    }
    List<Written> listed = Json.read(storage.read(listPath()), Listed.class).shards();
    check(listed.size());
    return listed;
  }

  private String listPath() {
    return folder + "/" + output + ".json";
  }

  private void check(int finished) throws IOException {
    if (finished != shards) {
      throw new IOException(
          "output " + output + " has " + finished + " of " + shards + " shards in " + folder);
    }
  }
}
