package org.ptmrec.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ptmrec.recommend.EarlyStopping;
import org.ptmrec.recommend.Training;
import org.ptmrec.recommend.TrainingSpec;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.OuterState;
import org.ptmrec.schema.Trial;

/**
 * The epochs of a trial that is tuned in rounds. Validation, early stopping and the best epoch are
 * those of {@link org.ptmrec.recommend.TrainingLoop}; what they have come to is part of the state
 * that goes from round to round.
 */
final class RoundEpochs {
  private final TrainingSpec spec;

  RoundEpochs(TrainingSpec spec) {
    this.spec = spec;
  }

  /** The state of a trial before its first epoch. */
  static OuterState none(Trial trial) {
    return OuterState.newBuilder()
        .setTrial(trial)
        .setRound(0)
        .setVelocity(List.of())
        .setBest(List.of())
        .setBestEpoch(-1)
        .setBestValue(-1)
        .setEpochsWithoutImprovement(0)
        .setHistory(List.of())
        .setSeconds(0)
        .build();
  }

  /** Validates the replica as it is, as an epoch's end; the best one is kept in {@code outer}. */
  void record(OuterState outer, TuningReplica replica, int epoch, Training.Losses losses) {
    Map<String, Double> validation = replica.training().validate();
    List<EpochRecord> history = new ArrayList<>(outer.getHistory());
    history.add(
        EpochRecord.newBuilder()
            .setEpoch(epoch)
            .setLoss(losses.total())
            .setTransferLoss(losses.transfer())
            .setValidation(validation)
            .build());
    outer.setHistory(history);
    EarlyStopping stopping = stopping(outer);
    Double value = validation.get(spec.validation().get(0));
    if (value == null) {
      throw new IllegalStateException("no " + spec.validation() + " in " + validation);
    }
    if (stopping.improves(epoch, value)) {
      outer.setBest(replica.parameters());
    }
    outer.setBestEpoch(stopping.bestEpoch());
    outer.setBestValue(stopping.best());
    outer.setEpochsWithoutImprovement(stopping.waited());
  }

  /** Whether none is left after so many. */
  boolean areOver(OuterState outer, int done) {
    return done >= spec.epochs() || stopping(outer).isOver();
  }

  private EarlyStopping stopping(OuterState outer) {
    return new EarlyStopping(
        spec.patience(),
        spec.roundToFourDecimals(),
        outer.getBestValue(),
        outer.getBestEpoch(),
        outer.getEpochsWithoutImprovement());
  }
}
