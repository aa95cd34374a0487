package org.ptmrec.transform;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.ptmrec.artifact.Progress;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TuningTask;
import org.ptmrec.tune.TuningReplica;
import org.ptmrec.tune.TuningRounds;
import org.ptmrec.tune.TuningVariant;

/**
 * Some rounds of data-parallel tuning: those that come next, of every trial whose variant asks for
 * several workers. To be run again and again, by pipelines that follow each other, until nothing is
 * {@link #unfinished}: a pipeline's steps are fixed before it runs, and how many rounds there will
 * be is decided by early stopping.
 *
 * <p>Elements only say whose turn it is. Parameters travel through files in the checkpoint folder,
 * which all workers see; what has been written there is not done again, so a pipeline that is
 * restarted, or another one, goes on where the last one was. Results are left there for {@link
 * TuneRecommenders}.
 */
@AutoValue
public abstract class TuneRounds
    extends PTransform<PCollection<TrainedRecommender>, PCollection<TuningTask>> {
  private static final int ROUNDS = 10;

  abstract TuningFiles files();

  abstract List<TuningVariant> variants();

  abstract String checkpointDirectory();

  abstract int rounds();

  /** Names what processes keep from round to round. */
  abstract String id();

  /**
   * Ten rounds.
   *
   * @param variants of which those with one worker are left out
   * @param checkpointDirectory a folder on any of Beam's file systems
   */
  public static TuneRounds of(
      TuningFiles files, List<TuningVariant> variants, String checkpointDirectory) {
    checkArgument(!checkpointDirectory.isEmpty(), "rounds need a folder");
    List<TuningVariant> spread =
        variants.stream().filter(variant -> variant.spec().rounds().isSpread()).toList();
    return new AutoValue_TuneRounds(
        files, spread, checkpointDirectory, ROUNDS, UUID.randomUUID().toString());
  }

  public TuneRounds withRounds(int rounds) {
    checkArgument(rounds >= 1, "rounds %s, at least 1 is needed", rounds);
    return new AutoValue_TuneRounds(files(), variants(), checkpointDirectory(), rounds, id());
  }

  /** What trials that have begun and are not at their end hold in a checkpoint folder. */
  public static Set<String> unfinished(String checkpointDirectory) {
    return RoundFolders.unfinished(checkpointDirectory);
  }

  @Override
  public PCollection<TuningTask> expand(PCollection<TrainedRecommender> trained) {
    PCollection<TuningTask> tasks =
        trained
            .apply("Name variants", ParDo.of(new NameVariantsFn(variants())))
            .setCoder(AvroCoder.of(TrainedRecommender.class))
            .apply("Spread trials", Reshuffle.viaRandomKey())
            .apply("Begin", ParDo.of(new BeginFn(this)))
            .setCoder(AvroCoder.of(TuningTask.class));
    for (int round = 1; round <= rounds(); round++) {
      tasks = tasks.apply("Round " + round, new Round(this));
    }
    return tasks;
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("clip", files().clipFolder()))
        .add(DisplayData.item("variants", variants().toString()))
        .add(DisplayData.item("rounds", rounds()));
  }

  /** The workers' steps, and their average as soon as all are done. */
  private static final class Round
      extends PTransform<PCollection<TuningTask>, PCollection<TuningTask>> {
    private static final long serialVersionUID = 1;
    private final transient TuneRounds transform;

    Round(TuneRounds transform) {
      this.transform = transform;
    }

    /** A worker keeps its slot from round to round, and so the replica that it has left there. */
    private static int number(TuningTask task) {
      return Trials.key(task.getTrial()).hashCode() + task.getWorker();
    }

    @Override
    public PCollection<TuningTask> expand(PCollection<TuningTask> tasks) {
      return tasks
          .apply("Spread workers", new SpreadEvenly<>(Round::number))
          .apply("Work", ParDo.of(new WorkFn(transform)))
          .setCoder(AvroCoder.of(TuningTask.class))
          .apply(
              "Key by trial",
              WithKeys.of((TuningTask task) -> Trials.key(task.getTrial()))
                  .withKeyType(TypeDescriptors.strings()))
          .setCoder(KvCoder.of(StringUtf8Coder.of(), AvroCoder.of(TuningTask.class)))
          .apply("Gather workers", GroupByKey.create())
          .apply("Average", ParDo.of(new AverageFn(transform)))
          .setCoder(AvroCoder.of(TuningTask.class));
    }
  }

  private static final class BeginFn extends RoundFn<TrainedRecommender, TuningTask> {
    private static final long serialVersionUID = 1;

    BeginFn(TuneRounds transform) {
      super(transform);
    }

    @ProcessElement
    public void begin(@Element TrainedRecommender start, OutputReceiver<TuningTask> out) {
      Trial trial = start.getTrial();
      if (finished().has(trial) || isGivenUp(trial)) {
        return;
      }
      TunedTrial tuned = tuned(trial);
      TuningRounds rounds = rounds(tuned, trial);
      if (rounds.hasBegun()
          || attempt(
              trial,
              () -> new TuningReplica(tuned.training(start)),
              replica -> tuned.begin(rounds, replica))) {
        Progress.total().inc(rounds.rowsLeft());
        outputTasks(trial, tuned, out);
      }
    }
  }

  private static void outputTasks(
      Trial trial, TunedTrial tuned, DoFn.OutputReceiver<TuningTask> out) {
    for (int worker = 0; worker < tuned.spec().rounds().workers(); worker++) {
      out.output(new TuningTask(trial, worker));
    }
  }

  private static final class WorkFn extends RoundFn<TuningTask, TuningTask> {
    private static final long serialVersionUID = 1;

    WorkFn(TuneRounds transform) {
      super(transform);
    }

    @ProcessElement
    public void work(@Element TuningTask task, OutputReceiver<TuningTask> out) {
      Trial trial = task.getTrial();
      int worker = task.getWorker();
      TunedTrial tuned = tuned(trial);
      TuningRounds rounds = rounds(tuned, trial);
      if (!rounds.isOver() && !isGivenUp(trial)) {
        if (rounds.isDone(worker)) {
          Progress.done().inc(rounds.rows(worker));
        } else {
          boolean unused =
              attempt(
                  trial,
                  () -> replica(tuned, trial, worker),
                  replica -> rounds.work(worker, replica, Progress.done()::inc));
        }
      }
      out.output(task);
    }
  }

  private static final class AverageFn
      extends RoundFn<KV<String, Iterable<TuningTask>>, TuningTask> {
    private static final long serialVersionUID = 1;

    AverageFn(TuneRounds transform) {
      super(transform);
    }

    @ProcessElement
    public void average(
        @Element KV<String, Iterable<TuningTask>> tasks, OutputReceiver<TuningTask> out) {
      Trial trial = tasks.getValue().iterator().next().getTrial();
      if (isGivenUp(trial)) {
        return;
      }
      TunedTrial tuned = tuned(trial);
      TuningRounds rounds = rounds(tuned, trial);
      boolean isWell =
          attempt(
              trial,
              () -> replica(tuned, trial, 0),
              replica -> {
                boolean unused = rounds.isOver() || rounds.average(replica);
                if (rounds.isOver()) {
                  Progress.total().dec(rounds.rowsLeft());
                  finished().save(tuned.finish(rounds, replica));
                }
              });
      if (!isWell || rounds.isOver()) {
        replicas().close(tasks.getKey());
      } else {
        outputTasks(trial, tuned, out);
      }
    }
  }
}
