package org.ptmrec.transform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ptmrec.tune.TuningReplica;

/**
 * The replicas of this process that nobody uses at the moment: as many of a trial as it has had
 * slots at work on it at once. Those of one trial keep the memory of their steps; the others, whose
 * turn comes when all trials before them have had theirs, keep what is dear to compute: the items'
 * embeddings.
 */
final class Replicas {
  private final Map<String, List<TuningReplica>> idle = new HashMap<>();

  /** The trial whose replicas were given last. */
  private String last = "";

  /** One that this worker has used last, if there is; otherwise any, or a new one. */
  TuningReplica take(String trial, int worker, Supplier<TuningReplica> make) {
    synchronized (this) {
      List<TuningReplica> found = idle.getOrDefault(trial, List.of());
      for (TuningReplica replica : found) {
        if (replica.isOf(worker)) {
          found.remove(replica);
          return replica;
        }
      }
      if (!found.isEmpty()) {
        return found.remove(0);
      }
    }
    return make.get();
  }

  synchronized void give(String trial, TuningReplica replica) {
    if (!trial.equals(last)) {
      idle.getOrDefault(last, List.of()).forEach(TuningReplica::close);
      last = trial;
    }
    idle.computeIfAbsent(trial, key -> new ArrayList<>()).add(replica);
  }

  /** When no round of a trial is left. */
  synchronized void close(String trial) {
    List<TuningReplica> found = idle.remove(trial);
    if (found != null) {
      found.forEach(TuningReplica::close);
    }
  }
}
