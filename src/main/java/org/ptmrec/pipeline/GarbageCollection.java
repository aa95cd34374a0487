package org.ptmrec.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.UserErrorException;

/**
 * Removes what no run needs any more: marks from the runs that are kept, sweeps the rest. A run's
 * record goes with its artifacts, so that no record points to what is gone.
 *
 * <p>Kept are, of every pipeline, the last runs that ended well and all after them; what is
 * running, pinned or promoted; and everything that artifacts of these were made from. A run enters
 * itself before it looks for fresh artifacts: nothing is collected until it has listed what it
 * needs, and the sweep stops when a run has started beside it.
 */
public final class GarbageCollection {
  private final ArtifactStore store;
  private final RunLedger ledger;
  private final Instant started = Instant.now();
  private final Set<String> known = new HashSet<>();
  private final Set<String> ended;
  private final List<RunRecord> runs = new ArrayList<>();
  private final List<RunRecord> elsewhere = new ArrayList<>();
  private final List<Manifest> artifacts = new ArrayList<>();
  private final List<String> leftovers = new ArrayList<>();

  /** Without runs that are known to have ended elsewhere. */
  public GarbageCollection(ArtifactStore store, int keepLast) {
    this(store, keepLast, Set.of());
  }

  /**
   * Marks; nothing is removed yet.
   *
   * @param keepLast how many runs of every pipeline are kept that ended well
   * @param ended ids of runs on other machines that are known not to run any more
   * @throws UserErrorException if a run under way has not planned its stages yet
   */
  public GarbageCollection(ArtifactStore store, int keepLast, Set<String> ended) {
    this.store = store;
    this.ended = ended;
    this.ledger = new RunLedger(store.root());
    Set<String> marked = mark(kept(ledger.runs(), keepLast));
    for (Manifest manifest : store.manifests()) {
      // What was finished meanwhile belongs to a run that has started meanwhile.
      if (!marked.contains(Lineage.name(manifest)) && manifest.finished().isBefore(started)) {
        artifacts.add(manifest);
      }
    }
    try {
      store
          .leftovers()
          .folders()
          .forEach(
              (folder, name) -> {
                if (!marked.contains(String.join("/", name))) {
                  leftovers.add(folder);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + store.root(), e);
    }
  }

  /** Newest first; puts the others where they will be removed. */
  private List<RunRecord> kept(List<RunRecord> all, int keepLast) {
    Map<String, Integer> good = new HashMap<>();
    List<RunRecord> kept = new ArrayList<>();
    for (RunRecord run : all) {
      known.add(run.id());
      boolean isRecent = good.getOrDefault(run.pipeline(), 0) < keepLast;
      boolean isRunning = isUnderWay(run);
      if (isRunning && run.stages().isEmpty()) {
        throw unplanned(run);
      }
      boolean isPromoted = ledger.promoted(run.pipeline()).filter(run.id()::equals).isPresent();
      if (isRecent || isRunning || isPromoted || ledger.isPinned(run)) {
        kept.add(run);
      } else {
        runs.add(run);
      }
      if (run.status().equals(RunRecord.OK)) {
        good.merge(run.pipeline(), 1, Integer::sum);
      }
    }
    return kept;
  }

  private static UserErrorException unplanned(RunRecord run) {
    String text =
        "run %s (process %d%s) is still finding out what is fresh, so that nobody knows yet what it needs; collect again when its first stage has begun%s";
    return new UserErrorException(
        run.isElsewhere()
            ? text.formatted(
                run.id(),
                run.pid(),
                " on " + run.host(),
                ", or with --ended " + run.id() + " if it does not run any more")
            : text.formatted(run.id(), run.pid(), "", ""));
  }

  /** What another machine does is under way until somebody says that it is not. */
  private boolean isUnderWay(RunRecord run) {
    if (run.isElsewhere() && !ended.contains(run.id())) {
      elsewhere.add(run);
      return true;
    }
    return run.status().equals(RunRecord.RUNNING) && !run.isElsewhere() && !run.isAbandoned();
  }

  private Set<String> mark(List<RunRecord> kept) {
    Map<String, Manifest> byName = new HashMap<>();
    store.manifests().forEach(manifest -> byName.put(Lineage.name(manifest), manifest));
    Deque<String> waiting = new ArrayDeque<>();
    kept.forEach(
        run ->
            run.stages().forEach(stage -> waiting.add(stage.stage() + "/" + stage.fingerprint())));
    Set<String> marked = new HashSet<>();
    while (!waiting.isEmpty()) {
      String name = waiting.remove();
      Manifest manifest = byName.get(name);
      if (marked.add(name) && manifest != null) {
        manifest
            .recipe()
            .parents()
            .forEach((stage, fingerprint) -> waiting.add(stage + "/" + fingerprint));
      }
    }
    return marked;
  }

  /** The runs whose records will be removed. */
  public List<RunRecord> runs() {
    return runs;
  }

  /** The runs that are kept because other machines may still be at them. */
  public List<RunRecord> elsewhere() {
    return elsewhere;
  }

  public List<Manifest> artifacts() {
    return artifacts;
  }

  /** Folders of drafts and checkpoints that nobody will go on with, and remains of artifacts. */
  public List<String> leftovers() {
    return leftovers;
  }

  /**
   * Removes what was not marked: the records first, so that none points to what is gone.
   *
   * @throws UserErrorException if a run has started since the marking; what is left stays
   */
  public void sweep() {
    for (RunRecord run : runs) {
      ledger.remove(run);
    }
    try {
      for (Manifest manifest : artifacts) {
        checkAlone();
        store.remove(manifest);
      }
      for (String folder : leftovers) {
        checkAlone();
        store.leftovers().remove(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the store " + store.root() + ": " + e.getMessage(), e);
    }
  }

  private void checkAlone() {
    for (String id : ledger.ids()) {
      if (!known.contains(id)) {
        throw new UserErrorException(
            "run %s has started; collect again when it is done (what is gone was not needed)"
                .formatted(id));
      }
    }
  }
}
