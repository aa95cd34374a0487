package org.ptmrec.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

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
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Storage;
import org.ptmrec.artifact.UserErrorException;

/**
 * The history of runs: {@code <store>/.runs/<id>.json} is a run's record, {@code .runs/<id>/} holds
 * what else belongs to it, {@code .runs/promoted/<pipeline>} the id of the run that passed its gate
 * last.
 */
public final class RunLedger {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** In place of an id: the run that started last. */
  private static final String LAST = "last";

  private static final String PROMOTED = "promoted/";
  private static final String RECORD = ".json";
  private static final String PIN = "pinned";
  private static final String PIPELINE = "pipeline.yaml";

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
    write(run.id() + RECORD, Json.pretty(run));
  }

  /** Removes a run's record and all that belongs to it. */
  void remove(RunRecord run) {
    try {
      storage.delete(folder + "/" + run.id() + RECORD);
      storage.delete(folder + "/" + run.id() + ".log");
      storage.deleteFolder(folderOf(run.id()));
    } catch (IOException e) {
      throw new UncheckedIOException("the record of run " + run.id(), e);
    }
  }

  /** Whether {@link #pin} holds a run. */
  public boolean isPinned(RunRecord run) {
    try {
      return storage.stat(pinFile(run)).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(pinFile(run), e);
    }
  }

  /** Keeps a run and its artifacts from being collected. */
  public void pin(RunRecord run) {
    String unused = write(run.id() + "/" + PIN, "");
  }

  public void unpin(RunRecord run) {
    try {
      storage.delete(pinFile(run));
    } catch (IOException e) {
      throw new UncheckedIOException(pinFile(run), e);
    }
  }

  private String pinFile(RunRecord run) {
    return folderOf(run.id()) + "/" + PIN;
  }

  /** Keeps the pipeline of a run as it was then. */
  void savePipeline(RunRecord run, String yaml) {
    String unused = write(run.id() + "/" + PIPELINE, yaml);
  }

  /**
   * The pipeline of a run: a whole pipeline file, overrides applied, paths absolute.
   *
   * @throws UserErrorException if there is none
   */
  public String pipeline(RunRecord run) {
    String path = folderOf(run.id()) + "/" + PIPELINE;
    try {
      if (storage.stat(path).isEmpty()) {
        throw new UserErrorException(
            "run " + run.id() + " has not kept its pipeline: there is no " + path);
      }
      return new String(storage.read(path), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
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

  /** A folder for what belongs to a run beside its record. */
  public String folderOf(String run) {
    return folder + "/" + run;
  }

  /** The run that a pipeline's gate let through last. */
  public Optional<String> promoted(String pipeline) {
    String path = promotion(pipeline);
    try {
      return storage.stat(path).isEmpty()
          ? Optional.empty()
          : Optional.of(new String(storage.read(path), UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  void promote(RunRecord run) {
    String unused = write(PROMOTED + run.pipeline(), run.id() + "\n");
  }

  private String promotion(String pipeline) {
    return folder + "/" + PROMOTED + pipeline;
  }

  /** A run by its whole id; empty if there is none, or it has just been removed. */
  public Optional<RunRecord> read(String id) {
    String path = folder + "/" + id + RECORD;
    try {
      return storage.stat(path).isEmpty()
          ? Optional.empty()
          : Optional.of(Json.read(storage.read(path), RunRecord.class));
    } catch (IOException e) {
      throw new UncheckedIOException("the history of runs cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * A run by its id, the beginning of it, or {@code last}.
   *
   * @throws UserErrorException if no run or more than one is called so
   */
  public RunRecord find(String name) {
    List<RunRecord> found =
        runs().stream()
            .filter(run -> name.equals(LAST) || run.id().startsWith(name))
            .limit(name.equals(LAST) ? 1 : Long.MAX_VALUE)
            .toList();
    if (found.size() != 1) {
      throw new UserErrorException(
          found.isEmpty()
              ? "there is no run %s in %s; see ptmrec status, or give --store"
                  .formatted(name, folder)
              : "%s may be %s; give more of the id"
                  .formatted(name, found.stream().map(RunRecord::id).collect(joining(" or "))));
    }
    return found.get(0);
  }

  /** The ids of all runs, without reading their records. */
  List<String> ids() {
    try {
      // What else belongs to a run is in a folder of its own.
      return storage.list(folder).stream()
          .map(path -> path.substring(folder.length() + 1))
          .filter(name -> name.endsWith(RECORD) && !name.contains("/"))
          .map(name -> name.substring(0, name.length() - RECORD.length()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the history of runs cannot be read: " + e.getMessage(), e);
    }
  }

  /** All runs, the last first. */
  public List<RunRecord> runs() {
    List<RunRecord> runs = new ArrayList<>();
    for (String id : ids()) {
      read(id).ifPresent(runs::add);
    }
    runs.sort(Comparator.comparing(RunRecord::started).reversed());
    return runs;
  }
}
