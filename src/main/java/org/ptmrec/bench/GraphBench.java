package org.ptmrec.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.ptmrec.evaluate.FullRanking;
import org.ptmrec.evaluate.RankingMetric;
import org.ptmrec.recommend.InteractionGraph;
import org.ptmrec.recommend.ItemGraph;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.tensor.Backend;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.SparseMatrix;

/** What recommenders do once or often on whole graphs and catalogues, one at a time. */
public final class GraphBench {
  private static final int WIDTH = 64;
  private static final int COPIED_FLOATS = 1 << 26;
  private static final int ROUNDS = 30;
  private static final int NEIGHBOURS = 10;

  private GraphBench() {}

  /** Gigabytes a second that all processors copy together, read and written bytes both counted. */
  public static double copyRate() {
    float[] from = new float[COPIED_FLOATS];
    float[] to = new float[COPIED_FLOATS];
    int parts = 64;
    int length = COPIED_FLOATS / parts;
    Runnable copy =
        () ->
            IntStream.range(0, parts)
                .parallel()
                .forEach(part -> System.arraycopy(from, part * length, to, part * length, length));
    return 2.0 * Float.BYTES * COPIED_FLOATS / medianSeconds(copy) / 1e9;
  }

  /**
   * The normalised user–item graph times embeddings.
   *
   * @param gigabytesPerSecond entries, the rows of x they point to, and the result
   */
  public record Sparse(
      int rows, int entries, int columns, double millis, double gigabytesPerSecond) {}

  public static Sparse sparse(TrainingData data) {
    SparseMatrix graph = InteractionGraph.distinct(data);
    Matrix x = Initializer.normal(graph.cols(), WIDTH, 1, RandomStream.ofSeed(1));
    Matrix y = Matrix.uninitialized(DataType.FLOAT, graph.rows(), WIDTH);
    double seconds = medianSeconds(() -> Backend.kernels().sparse(graph, 1, x, 0, y, y));
    double bytes =
        (double) graph.entries() * (Integer.BYTES + Float.BYTES + WIDTH * Float.BYTES)
            + (double) graph.rows() * WIDTH * Float.BYTES;
    return new Sparse(graph.rows(), graph.entries(), WIDTH, seconds * 1e3, bytes / seconds / 1e9);
  }

  /** The exact graph of nearest items. */
  public record Nearest(int items, int width, int neighbours, double seconds, long peakRssMiB) {}

  public static Nearest nearest(int items, int width) {
    Matrix embeddings = Initializer.normal(items, width, 1, RandomStream.ofSeed(1));
    PeakMemory.reset();
    double seconds = Timing.seconds(() -> ItemGraph.nearest(embeddings, NEIGHBOURS).uniform());
    return new Nearest(items, width, NEIGHBOURS, seconds, PeakMemory.mebibytes());
  }

  /** Full ranking of all users of the data, to the place that the metrics need. */
  public record Ranking(int users, int items, int top, double seconds) {}

  public static Ranking ranking(TrainingData data, int top) {
    RandomStream random = RandomStream.ofSeed(1);
    Matrix users = Initializer.normal(data.users(), WIDTH, 1, random);
    Matrix items = Initializer.normal(data.items(), WIDTH, 1, random);
    List<RankingMetric> metrics =
        List.of(RankingMetric.parse("recall@" + top), RankingMetric.parse("ndcg@" + top));
    FullRanking ranking = new FullRanking(users, items, data.train());
    double seconds = Timing.seconds(() -> ranking.evaluate(data.validation(), metrics));
    return new Ranking(data.users(), data.items(), top, seconds);
  }

  private static double medianSeconds(Runnable action) {
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round < 2 * ROUNDS; round++) {
      double duration = Timing.seconds(action);
      if (round >= ROUNDS) { // compiled by then
        seconds.add(duration);
      }
    }
    return Timing.median(seconds);
  }
}
