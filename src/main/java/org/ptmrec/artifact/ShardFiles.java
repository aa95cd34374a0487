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
 * name and, once that is complete and on disk, a note beside it. What has no note does not count.
 */
final class ShardFiles {
  private static final String NOTE = ".done";

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

  void write(int shard, ShardWriter writer) throws IOException {
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
    Written written =
        new Written(new Part(output, name, size, sha256, writer.count(), false), path);
    storage.replace(path + NOTE, Json.pretty(written).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * One finished file of every shard, in order.
   *
   * @throws IOException if a shard has none
   */
  List<Written> finished() throws IOException {
    Map<String, Written> byName = new TreeMap<>();
    Storage storage = Storage.of(folder);
    for (String path : storage.list(folder)) {
      if (path.endsWith(NOTE) && path.startsWith(folder + "/" + output)) {
        Written written = Json.read(storage.read(path), Written.class);
        if (written.part().output().equals(output)) {
          byName.put(written.part().name(), written);
        }
      }
    }
    if (byName.size() != shards) {
      throw new IOException(
          "output " + output + " has " + byName.size() + " of " + shards + " shards in " + folder);
    }
    return List.copyOf(byName.values());
  }
}
