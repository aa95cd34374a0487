package org.ptmrec.artifact;

import static com.google.common.base.Preconditions.checkNotNull;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts encoded records in the order of their keys, records of equal keys in that of their bytes.
 * What does not fit into the memory given waits, sorted, in temporary files.
 */
final class RecordSorter implements AutoCloseable {
  /** What a record takes beside its bytes, about. */
  private static final int OVERHEAD = 64;

  private static final int BUFFER = 1 << 16;
  private static final int END = -1;

  private final long mostBytes;
  private final boolean distinct;
  private final List<Path> runs = new ArrayList<>();
  private final List<Keyed> inMemory = new ArrayList<>();
  private long bytes;
  private @Nullable Keyed visited;

  /**
   * @param mostBytes of records in memory
   * @param distinct whether a record is visited once, however often it was added
   */
  RecordSorter(long mostBytes, boolean distinct) {
    this.mostBytes = mostBytes;
    this.distinct = distinct;
  }

  private record Keyed(byte[] key, byte[] record) {
    static final Comparator<Keyed> ORDER =
        Comparator.comparing(Keyed::key, Arrays::compareUnsigned)
            .thenComparing(Keyed::record, Arrays::compareUnsigned);
  }

  /** What takes the records in order. */
  interface Visitor {
    void visit(byte[] record) throws IOException;
  }

  void add(byte[] key, byte[] record) throws IOException {
    inMemory.add(new Keyed(key, record));
    bytes += key.length + record.length + OVERHEAD;
    if (bytes > mostBytes) {
      spill();
    }
  }

  private void spill() throws IOException {
    Path run = Files.createTempFile("ptmrec-sort", null);
    runs.add(run);
    inMemory.sort(Keyed.ORDER);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), BUFFER))) {
      for (Keyed keyed : inMemory) {
        out.writeInt(keyed.key().length);
        out.write(keyed.key());
        out.writeInt(keyed.record().length);
        out.write(keyed.record());
      }
      out.writeInt(END);
    }
    inMemory.clear();
    bytes = 0;
  }

  /** Visits all records in order. */
  void forEach(Visitor visitor) throws IOException {
    visited = null;
    if (runs.isEmpty()) {
      inMemory.sort(Keyed.ORDER);
      for (Keyed keyed : inMemory) {
        visit(keyed, visitor);
      }
      return;
    }
    spill();
    PriorityQueue<Run> open = new PriorityQueue<>(Comparator.comparing(Run::first, Keyed.ORDER));
    try {
      for (Path path : runs) {
        Run run = new Run(path);
        if (!run.isOver()) {
          open.add(run);
        } else {
          run.close();
        }
      }
      for (Run least = open.poll(); least != null; least = open.poll()) {
        visit(least.first(), visitor);
        least.advance();
        if (least.isOver()) {
          least.close();
        } else {
          open.add(least);
        }
      }
    } finally {
      for (Run run : open) {
        run.close();
      }
    }
  }

  private void visit(Keyed keyed, Visitor visitor) throws IOException {
    if (!distinct || visited == null || Keyed.ORDER.compare(visited, keyed) != 0) {
      visitor.visit(keyed.record());
    }
    visited = keyed;
  }

  /** A temporary file, read from its start. */
  private static final class Run implements AutoCloseable {
    private final DataInputStream in;
    private @Nullable Keyed first;

    Run(Path path) throws IOException {
      in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER));
      advance();
    }

    boolean isOver() {
      return first == null;
    }

    Keyed first() {
      return checkNotNull(first);
    }

    void advance() throws IOException {
      int length = in.readInt();
      first = length == END ? null : new Keyed(in.readNBytes(length), in.readNBytes(in.readInt()));
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  @Override
  public void close() throws IOException {
    for (Path run : runs) {
      Files.deleteIfExists(run);
    }
  }
}
