package org.ptmrec.download;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.artifact.Storage;
import org.ptmrec.schema.FetchedImage;

/**
 * What one shard has fetched, kept until the whole download is published: a run that was killed, or
 * that found too many failures, goes on where it was. A file is there as a whole or not at all.
 */
final class FetchCheckpoints {
  private static final int LARGEST_BYTES = 8 << 20;
  private static final long OLDEST_NANOS = 30_000_000_000L;

  private final String folder;
  private final LongSupplier clock;
  private @Nullable ByteArrayOutputStream bytes;
  private @Nullable DataFileWriter<FetchedImage> writer;
  private long openedAt;

  /**
   * @param folder of this shard only; it may not exist yet
   */
  FetchCheckpoints(String folder, LongSupplier nanoClock) {
    this.folder = folder;
    this.clock = nanoClock;
  }

  /** What earlier tries have fetched. */
  void forEach(Consumer<FetchedImage> visitor) throws IOException {
    List<String> files =
        Storage.of(folder).list(folder).stream().filter(path -> path.endsWith(".avro")).toList();
    new RecordFiles<>(FetchedImage.class, files).forEach(visitor);
  }

  /** Keeps a picture; on disk a few megabytes or half a minute later. */
  void add(FetchedImage image) throws IOException {
    DataFileWriter<FetchedImage> open = writer;
    if (open == null) {
      bytes = new ByteArrayOutputStream();
      open = new DataFileWriter<>(new SpecificDatumWriter<>(FetchedImage.class));
      open.create(SpecificData.get().getSchema(FetchedImage.class), bytes);
      writer = open;
      openedAt = clock.getAsLong();
    }
    open.append(image);
    open.sync();
    if (size() >= LARGEST_BYTES || clock.getAsLong() - openedAt >= OLDEST_NANOS) {
      flush();
    }
  }

  private int size() {
    return bytes == null ? 0 : bytes.size();
  }

  /** Writes what is kept in memory only. */
  void flush() throws IOException {
    if (writer != null && bytes != null) {
      writer.close();
      String name = folder + "/" + UUID.randomUUID() + ".avro";
      Storage.of(folder).replace(name, bytes.toByteArray());
      writer = null;
      bytes = null;
    }
  }
}
