package org.ptmrec.recommend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.ptmrec.evaluate.FullRanking;
import org.ptmrec.evaluate.RankingMetric;
import org.ptmrec.tensor.Adam;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;

/** Personalised preference learning (paper §2.2): the recommender on frozen CLIP embeddings. */
public final class StageOneTraining implements Training, AutoCloseable {
  private final TrainingData data;
  private final Recommender recommender;
  private final ItemFeatures features;
  private final BatchSource batches;
  private final List<RankingMetric> metrics;
  private final List<Parameter> trained;
  private final Tape tape = Tape.create();

  /**
   * @param tables item embedding tables that are trained along; may be empty
   */
  public StageOneTraining(
      TrainingData data,
      Recommender recommender,
      ItemFeatures features,
      List<Parameter> tables,
      TrainingSpec spec) {
    this.data = data;
    this.recommender = recommender;
    this.features = features;
    this.batches = new BatchSource(data, spec.batch());
    this.metrics = spec.validation().stream().map(RankingMetric::parse).toList();
    this.trained = new ArrayList<>(recommender.parameters());
    this.trained.addAll(tables);
  }

  @Override
  public List<Parameter> trained() {
    return trained;
  }

  @Override
  public Map<String, Matrix> state() {
    Map<String, Matrix> state = new LinkedHashMap<>();
    trained.forEach(p -> state.put(p.name(), p.value()));
    return state;
  }

  @Override
  public Losses epoch(RandomStream random, Adam optimizer, IntConsumer rowsDone) {
    recommender.beginEpoch(random);
    double[] sum = new double[1];
    int[] batch = new int[1];
    batches.epoch(
        random,
        rows -> {
          recommender.beginStep();
          Objective objective = recommender.objective(tape, rows, features, random);
          double loss = objective.loss().scalar();
          if (!Double.isFinite(loss)) {
            throw new TrainingDivergedException(batch[0]);
          }
          tape.backward(objective.loss(), 1);
          optimizer.step();
          tape.reset();
          sum[0] += loss;
          batch[0]++;
          rowsDone.accept(rows.size());
        });
    return new Losses(sum[0] / batch[0], 0);
  }

  @Override
  public Map<String, Double> validate() {
    FinalEmbeddings last = finalEmbeddings().checked();
    return new FullRanking(last.users(), last.items(), data.train())
        .evaluate(data.validation(), metrics);
  }

  @Override
  public long tensorBytes() {
    return tape.bytes() + Training.trainedBytes(trained);
  }

  /** Under the present parameters. */
  public FinalEmbeddings finalEmbeddings() {
    try {
      return FinalEmbeddings.copyOf(
          tape.withoutGradient(() -> recommender.represent(tape, features)));
    } finally {
      tape.reset();
    }
  }

  @Override
  public void close() {
    tape.close();
  }
}
