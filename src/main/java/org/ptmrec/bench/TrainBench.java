package org.ptmrec.bench;

import static com.google.common.base.Preconditions.checkArgument;
import static org.ptmrec.bench.Timing.median;
import static org.ptmrec.bench.Timing.secondsSince;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ptmrec.evaluate.FullRanking;
import org.ptmrec.evaluate.RankingMetric;
import org.ptmrec.recommend.Batch;
import org.ptmrec.recommend.FinalEmbeddings;
import org.ptmrec.recommend.ItemFeatures;
import org.ptmrec.recommend.ModalEmbeddings;
import org.ptmrec.recommend.Objective;
import org.ptmrec.recommend.Recommender;
import org.ptmrec.recommend.RecommenderFactory;
import org.ptmrec.recommend.Recommenders;
import org.ptmrec.recommend.Representations;
import org.ptmrec.recommend.StageOneTraining;
import org.ptmrec.recommend.TableFeatures;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.recommend.TrainingSpec;
import org.ptmrec.tensor.Adam;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;

/** How fast recommenders train and rank: stage one as it is run, on data of a given size. */
public final class TrainBench {
  private static final List<RankingMetric> METRICS =
      List.of("recall@20", "ndcg@20", "recall@50", "ndcg@50").stream()
          .map(RankingMetric::parse)
          .toList();

  private static final double WARM_UP_SECONDS = 5;

  private final TrainingData data;
  private final ModalEmbeddings embeddings;
  private final int epochs;
  private final double longest;

  /**
   * @param epochs how many are timed, after some that warm up
   */
  public TrainBench(SyntheticData size, int epochs) {
    this(size.interactionData(), size.embeddings(), epochs, Double.POSITIVE_INFINITY);
  }

  private TrainBench(TrainingData data, ModalEmbeddings embeddings, int epochs, double longest) {
    checkArgument(epochs >= 1, "at least one epoch, not %s", epochs);
    this.data = data;
    this.embeddings = embeddings;
    this.epochs = epochs;
    this.longest = longest;
  }

  /**
   * Ends an epoch after the first step beyond so many seconds; the steps that are left count as the
   * median of those before.
   */
  public TrainBench cuttingEpochsAfter(double seconds) {
    return new TrainBench(data, embeddings, epochs, seconds);
  }

  /**
   * What was measured.
   *
   * @param steps of an epoch
   * @param stepMillis the median step: sampling, forward, backward, Adam
   * @param epochSeconds the median epoch, with what is done once in each, such as pruning
   * @param graphSeconds making the recommender: its graphs and first values
   * @param evaluateSeconds final embeddings, and the rankings of all users down to place 50
   * @param peakRssMiB most memory of the process, −1 where unknown
   * @param tensorBytes most memory in tensors
   * @param savedBytes of the trained recommender as it is saved
   */
  public record Result(
      String recommender,
      Map<String, Double> hyperparameters,
      int steps,
      double stepMillis,
      double epochSeconds,
      double graphSeconds,
      double evaluateSeconds,
      long peakRssMiB,
      long tensorBytes,
      long savedBytes) {}

  /** Measures one recommender at its default hyper-parameters but for {@code changed} ones. */
  public Result measure(String name, Map<String, Double> changed) {
    RecommenderFactory factory = Recommenders.named(name);
    Map<String, Double> hyperparameters = Recommenders.hyperparameters(name, changed);
    TrainingSpec spec = TrainingSpec.create();
    PeakMemory.reset();
    long beforeGraphs = System.nanoTime();
    Recommender recommender =
        factory.create(
            new RecommenderFactory.Context(
                data, hyperparameters, embeddings, spec.batch(), RandomStream.ofSeed(1)));
    double graphSeconds = secondsSince(beforeGraphs);

    StepClock clock = new StepClock(recommender);
    TableFeatures features = new TableFeatures(embeddings, factory.trainsFeatures());
    List<Parameter> tables = factory.usesFeatures() ? features.parameters() : List.of();
    try (StageOneTraining training = new StageOneTraining(data, clock, features, tables, spec)) {
      Adam optimizer = new Adam(training.trained(), spec.learningRate());
      RandomStream random = RandomStream.ofSeed(2);
      warmUp(training, random, optimizer);
      clock.restart();
      List<Double> epochSeconds = new ArrayList<>();
      for (int epoch = 0; epoch < epochs; epoch++) {
        epochSeconds.add(timedEpoch(training, random, optimizer, clock));
      }
      long beforeRanking = System.nanoTime();
      FinalEmbeddings last = training.finalEmbeddings();
      new FullRanking(last.users(), last.items(), data.train())
          .evaluate(data.validation(), METRICS);
      return new Result(
          name,
          new LinkedHashMap<>(hyperparameters),
          steps(data.rows()),
          median(clock.steps) * 1e3,
          median(epochSeconds),
          graphSeconds,
          secondsSince(beforeRanking),
          PeakMemory.mebibytes(),
          training.tensorBytes(),
          savedBytes(training, last));
    }
  }

  private static long savedBytes(StageOneTraining training, FinalEmbeddings last) {
    long values =
        training.state().values().stream().mapToLong(Matrix::size).sum()
            + last.users().size()
            + last.items().size();
    return Float.BYTES * values;
  }

  private static int steps(int rows) {
    int batch = TrainingSpec.create().batch();
    return (rows + batch - 1) / batch;
  }

  /** As long as the compiler of the JVM may still be at work on short epochs. */
  private void warmUp(StageOneTraining training, RandomStream random, Adam optimizer) {
    long begin = System.nanoTime();
    do {
      int unused = epoch(training, random, optimizer);
    } while (secondsSince(begin) < WARM_UP_SECONDS);
  }

  private double timedEpoch(
      StageOneTraining training, RandomStream random, Adam optimizer, StepClock clock) {
    long begin = System.nanoTime();
    int left = data.rows() - epoch(training, random, optimizer);
    clock.endStep();
    return secondsSince(begin) + steps(left) * median(clock.steps);
  }

  /** Returns the rows that it came to. */
  private int epoch(StageOneTraining training, RandomStream random, Adam optimizer) {
    long begin = System.nanoTime();
    int[] done = new int[1];
    try {
      training.epoch(
          random,
          optimizer,
          rows -> {
            done[0] += rows;
            if (secondsSince(begin) > longest) {
              throw new LongEnough();
            }
          });
    } catch (LongEnough e) {
      return done[0]; // between two steps
    }
    return done[0];
  }

  /** Ends an epoch before its time. */
  private static final class LongEnough extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Passes everything on; a step lasts until the next begins, or until its epoch ends. */
  private static final class StepClock implements Recommender {
    private final Recommender timed;
    private final List<Double> steps = new ArrayList<>();
    private boolean running;
    private long begin;

    private StepClock(Recommender timed) {
      this.timed = timed;
    }

    private void restart() {
      steps.clear();
      running = false;
    }

    private void endStep() {
      if (running) {
        steps.add(secondsSince(begin));
      }
      running = false;
    }

    @Override
    public List<Parameter> parameters() {
      return timed.parameters();
    }

    @Override
    public void beginEpoch(RandomStream random) {
      timed.beginEpoch(random);
    }

    @Override
    public void beginStep() {
      endStep();
      running = true;
      begin = System.nanoTime();
      timed.beginStep();
    }

    @Override
    public Objective objective(Tape tape, Batch batch, ItemFeatures features, RandomStream random) {
      return timed.objective(tape, batch, features, random);
    }

    @Override
    public Representations represent(Tape tape, ItemFeatures features) {
      return timed.represent(tape, features);
    }
  }
}
