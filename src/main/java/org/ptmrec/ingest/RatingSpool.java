package org.ptmrec.ingest;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rows on disk instead of in memory, in files by user: everything that a rule wants to know of a
 * user is in one place, and one file at a time is small enough for memory.
 *
 * <p>In memory are the items' keys (some 150 bytes each), on disk some 40 bytes a row.
 */
final class RatingSpool implements AutoCloseable {
  private final Path folder;
  private final List<UserRowsFile> files = new ArrayList<>();
  private final List<UserRowsFile.Writer> writers = new ArrayList<>();
  private final Map<String, Integer> itemNumbers = new HashMap<>();
  private final List<String> itemIds = new ArrayList<>();
  private long rows;

  /**
   * @param partitions files; all rows of one of them are in memory at once
   */
  RatingSpool(int partitions) {
    try {
      folder = Files.createTempDirectory("ptmrec-ingest");
      for (int i = 0; i < partitions; i++) {
        UserRowsFile file = new UserRowsFile(folder.resolve("users-" + i));
        files.add(file);
        writers.add(file.write());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(RawInteraction raw) {
    int item = itemNumbers.computeIfAbsent(raw.itemId(), this::newItem);
    UserRows.Row row = new UserRows.Row(rows++, item, raw.timestamp(), raw.split());
    int partition = Math.floorMod(raw.userId().hashCode(), writers.size());
    try {
      writers.get(partition).add(new UserRows(raw.userId(), List.of(row)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int newItem(String itemId) {
    itemIds.add(itemId);
    return itemIds.size() - 1;
  }

  long rows() {
    return rows;
  }

  /** Keys of items by number; some may have lost their rows since. */
  List<String> itemIds() {
    return itemIds;
  }

  /**
   * Brings the rows of each user together; after this no more are added.
   *
   * @param distinct keeps the first of several rows of one user, item and time
   * @return how many rows are gone
   */
  long group(boolean distinct) {
    try {
      long before = rows;
      long after = 0;
      closeWriters();
      for (UserRowsFile file : files) {
        after += group(file, distinct);
      }
      return before - after;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long group(UserRowsFile file, boolean distinct) throws IOException {
    Map<String, List<UserRows.Row>> byUser = new LinkedHashMap<>();
    try (UserRowsFile.Reader reader = file.read()) {
      for (UserRows user = reader.next(); user != null; user = reader.next()) {
        byUser.computeIfAbsent(user.userId(), id -> new ArrayList<>()).addAll(user.rows());
      }
    }
    long kept = 0;
    try (UserRowsFile.Writer writer = file.write()) {
      for (Map.Entry<String, List<UserRows.Row>> user : byUser.entrySet()) {
        List<UserRows.Row> rows = distinct ? distinct(user.getValue()) : user.getValue();
        writer.add(new UserRows(user.getKey(), rows));
        kept += rows.size();
      }
    }
    return kept;
  }

  private static List<UserRows.Row> distinct(List<UserRows.Row> rows) {
    record ItemAndTime(int item, long timestamp) {}

    Set<ItemAndTime> seen = new HashSet<>();
    return rows.stream()
        .filter(row -> seen.add(new ItemAndTime(row.item(), row.timestamp())))
        .toList();
  }

  /** What becomes of a user's rows. */
  interface Rule {
    UserRows apply(UserRows user);
  }

  /**
   * @return how many rows are gone
   */
  long rewrite(Rule rule) {
    try {
      long dropped = 0;
      for (UserRowsFile file : files) {
        dropped += file.rewrite(rule::apply);
      }
      return dropped;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void forEach(Consumer<UserRows> users) {
    try {
      for (UserRowsFile file : files) {
        try (UserRowsFile.Reader reader = file.read()) {
          for (UserRows user = reader.next(); user != null; user = reader.next()) {
            users.accept(user);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void closeWriters() throws IOException {
    for (UserRowsFile.Writer writer : writers) {
      writer.close();
    }
    writers.clear();
  }

  @Override
  public void close() {
    try {
      closeWriters();
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
