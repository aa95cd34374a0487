package org.ptmrec.ingest;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.Split;

/** Users with their rows in a temporary file, written and read one user at a time. */
final class UserRowsFile {
  private static final int BUFFER = 1 << 16;
  private static final int NO_SPLIT = -1;
  private static final Split[] SPLITS = Split.values();

  private final Path path;

  UserRowsFile(Path path) {
    this.path = path;
  }

  /** Replaces what the file held. */
  Writer write() throws IOException {
    return new Writer(path);
  }

  Reader read() throws IOException {
    return new Reader(path);
  }

  /**
   * Replaces every user by what the function makes of it; one without rows is dropped.
   *
   * @return how many rows are gone
   */
  long rewrite(UnaryOperator<UserRows> change) throws IOException {
    Path draft = path.resolveSibling(path.getFileName() + ".new");
    long dropped = 0;
    try (Reader reader = read();
        Writer writer = new Writer(draft)) {
      for (UserRows before = reader.next(); before != null; before = reader.next()) {
        UserRows after = change.apply(before);
        dropped += before.rows().size() - after.rows().size();
        if (!after.rows().isEmpty()) {
          writer.add(after);
        }
      }
    }
    Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING);
    return dropped;
  }

  /** Writes users; the file is whole when it is closed. */
  static final class Writer implements AutoCloseable {
    private final DataOutputStream out;

    private Writer(Path path) throws IOException {
      out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), BUFFER));
    }

    void add(UserRows user) throws IOException {
      byte[] id = user.userId().getBytes(StandardCharsets.UTF_8);
      out.writeBoolean(true);
      out.writeInt(id.length);
      out.write(id);
      out.writeInt(user.rows().size());
      for (UserRows.Row row : user.rows()) {
        out.writeLong(row.position());
        out.writeInt(row.item());
        out.writeLong(row.timestamp());
        Split split = row.split();
        out.writeByte(split == null ? NO_SPLIT : split.ordinal());
      }
    }

    @Override
    public void close() throws IOException {
      out.writeBoolean(false);
      out.close();
    }
  }

  /** Reads users in the order of writing. */
  static final class Reader implements AutoCloseable {
    private final DataInputStream in;

    private Reader(Path path) throws IOException {
      in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER));
    }

    /** Null after the last one. */
    @Nullable UserRows next() throws IOException {
      if (!in.readBoolean()) {
        return null;
      }
      String id = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
      int n = in.readInt();
      List<UserRows.Row> rows = new ArrayList<>(n);
      for (int i = 0; i < n; i++) {
        rows.add(
            new UserRows.Row(in.readLong(), in.readInt(), in.readLong(), split(in.readByte())));
      }
      return new UserRows(id, rows);
    }

    private static @Nullable Split split(int ordinal) {
      return ordinal == NO_SPLIT ? null : SPLITS[ordinal];
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
