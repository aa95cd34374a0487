package org.ptmrec.tune;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.schema.RoundStart;
import org.ptmrec.schema.Tensor;
import org.ptmrec.tensor.Parameter;

/**
 * A process's own copy of all that a trial tunes, used by one worker after the other. Item
 * embeddings stay in it: they follow from the tuning and never travel. Not thread-safe.
 */
public final class TuningReplica implements AutoCloseable {
  private final TransferTraining training;
  private @Nullable TuningWorker last;

  /** The epoch that began with the tuning under which the items are embedded. */
  private int encodedEpoch = -1;

  public TuningReplica(TransferTraining training) {
    this.training = training;
  }

  public TransferTraining training() {
    return training;
  }

  /** Takes over a round's parameters, and its epoch's item embeddings if these are others. */
  void begin(RoundStart start) {
    if (start.getEpoch() != encodedEpoch) {
      set(start.getEpochTuning().isEmpty() ? start.getParameters() : start.getEpochTuning());
      training.encodeItems();
      encodedEpoch = start.getEpoch();
    }
    set(start.getParameters());
  }

  /** Takes over parameters that belong to no round, with their item embeddings. */
  void show(List<Tensor> parameters) {
    encodedEpoch = -1;
    set(parameters);
    training.encodeItems();
  }

  private void set(List<Tensor> tensors) {
    Map<String, Tensor> byName = new HashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.getName(), tensor));
    for (Parameter parameter : training.trained()) {
      Tensor tensor = byName.remove(parameter.name());
      if (tensor != null) {
        parameter.value().set(TensorRecords.values(tensor));
      }
    }
    if (!byName.isEmpty()) {
      throw new IllegalStateException("nothing here is called " + byName.keySet());
    }
  }

  /** All that is trained, as it is now. */
  List<Tensor> parameters() {
    return training.trained().stream().map(TensorRecords::of).toList();
  }

  /** The encoder's part of them. */
  List<Tensor> tuning() {
    return training.tuning().parameters().stream().map(TensorRecords::of).toList();
  }

  /** The worker that was here last, if it is this one and has done this round last. */
  Optional<TuningWorker> worker(int number, int lastRound) {
    return Optional.ofNullable(last).filter(worker -> worker.is(number, lastRound));
  }

  /** Whether this worker was here last, so that it finds its optimiser as it left it. */
  public boolean isOf(int number) {
    return last != null && last.number() == number;
  }

  void keep(TuningWorker worker) {
    last = worker;
  }

  /** Lets go of the memory of its steps, most of what it has; the next step takes it anew. */
  @Override
  public void close() {
    training.close();
  }
}
