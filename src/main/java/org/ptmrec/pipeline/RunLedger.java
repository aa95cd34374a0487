package org.ptmrec.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Storage;

/** The history of runs: {@code <store>/.runs/<id>.json}. */
public final class RunLedger {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String folder;
  private final Storage storage;

  public RunLedger(String store) {
    this.folder = store + "/.runs";
    this.storage = Storage.of(store);
  }

  /** Sorts by time; the suffix keeps runs of one second apart. */
  static String newId(Instant now) {
    return STAMP.format(now)
        + String.format(Locale.ROOT, "-%04x", ThreadLocalRandom.current().nextInt(1 << 16));
  }

  void save(RunRecord run) {
    write(run.id() + ".json", Json.pretty(run));
  }

  /** Keeps a stack trace; returns where. */
  String saveTrace(RunRecord run, Throwable failure) {
    return write(run.id() + ".log", Throwables.getStackTraceAsString(failure));
  }

  private String write(String name, String text) {
    String path = folder + "/" + name;
    try {
      storage.replace(path, text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
    return path;
  }

  /** All runs, the last first. */
  public List<RunRecord> runs() {
    List<RunRecord> runs = new ArrayList<>();
    try {
      for (String path : storage.list(folder)) {
        if (path.endsWith(".json")) {
          runs.add(Json.read(storage.read(path), RunRecord.class));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the history of runs cannot be read: " + e.getMessage(), e);
    }
    runs.sort(Comparator.comparing(RunRecord::started).reversed());
    return runs;
  }
}
