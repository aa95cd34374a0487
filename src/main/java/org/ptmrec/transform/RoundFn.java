package org.ptmrec.transform;

import java.util.HashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.schema.Trial;
import org.ptmrec.tensor.WorkerDevice;
import org.ptmrec.tune.TuningReplica;
import org.ptmrec.tune.TuningRounds;
import org.ptmrec.tune.TuningVariant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the steps of a round have in common: inputs and replicas of the process, trials by name. */
abstract class RoundFn<InputT, OutputT> extends CountingFn<InputT, OutputT> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(TuneRounds.class);

  private final TuningFiles files;
  private final HashMap<String, TuningVariant> variants;
  private final String folder;
  private final String id;

  RoundFn(TuneRounds transform) {
    files = transform.files();
    variants = Trials.byName(transform.variants());
    folder = transform.checkpointDirectory();
    id = transform.id();
  }

  TunedTrial tuned(Trial trial) {
    return new TunedTrial(
        trial, Trials.variant(variants, trial), JvmCache.get(id + "/inputs", files::read));
  }

  TuningRounds rounds(TunedTrial tuned, Trial trial) {
    return tuned.rounds(RoundFolders.in(folder, trial));
  }

  FinishedTrials finished() {
    return new FinishedTrials(folder);
  }

  boolean isGivenUp(Trial trial) {
    return RoundFolders.isGivenUp(folder, trial);
  }

  Replicas replicas() {
    return JvmCache.get(id + "/replicas", Replicas::new);
  }

  /**
   * Does something with a replica that nobody else uses meanwhile. A trial that fails is given up:
   * {@link TuneRecommenders} then says why.
   *
   * @return whether it went well
   */
  boolean attempt(Trial trial, Supplier<TuningReplica> taken, Consumer<TuningReplica> action) {
    TuningReplica replica = null;
    try {
      replica = taken.get();
      action.accept(replica);
    } catch (RuntimeException e) {
      if (replica != null) {
        replica.close();
      }
      TrialResults.checkIsOfTrial(trial, e);
      RoundFolders.giveUp(folder, trial);
      return false;
    }
    replicas().give(Trials.key(trial), replica);
    return true;
  }

  /** One that this worker has used last, if this process has it. */
  TuningReplica replica(TunedTrial tuned, Trial trial, int worker) {
    LOG.info("worker {} of {} on {}", worker, Trials.key(trial), WorkerDevice.use());
    return replicas()
        .take(Trials.key(trial), worker, () -> new TuningReplica(tuned.training(null)));
  }
}
