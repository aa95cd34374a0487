package org.ptmrec.evaluate;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Exact t-SNE into the plane (paper §3.4): van der Maaten and Hinton, 2008, from the first two
 * principal components, so that equal input gives an equal map. Time and memory grow with the
 * square of the points: made for a few thousand.
 */
public final class Tsne {
  private static final int ITERATIONS = 500;
  private static final int EXAGGERATED = 125;
  private static final double EXAGGERATION = 12;
  private static final double LEAST_PROBABILITY = 1e-12;
  private static final int BISECTIONS = 60;

  private final int n;
  private final double[][] probabilities;
  private final double[][] map;

  private Tsne(float[][] points, double perplexity) {
    n = points.length;
    probabilities = jointProbabilities(squaredDistances(points), perplexity);
    map = start(points);
  }

  /**
   * Places points so that near ones stay near.
   *
   * @param points at least four, of equal length
   * @param perplexity how many neighbours a point minds; cut to a third of the points
   * @return x and y of every point, centred
   */
  public static double[][] map(float[][] points, double perplexity) {
    checkArgument(points.length >= 4, "t-SNE needs at least 4 points, not %s", points.length);
    Tsne tsne = new Tsne(points, Math.min(perplexity, (points.length - 1) / 3.0));
    tsne.descend();
    return tsne.map;
  }

  private static double[][] squaredDistances(float[][] points) {
    double[][] distances = new double[points.length][points.length];
    IntStream.range(0, points.length)
        .parallel()
        .forEach(
            i -> {
              for (int j = 0; j < points.length; j++) {
                for (int d = 0; d < points[i].length; d++) {
                  double difference = points[i][d] - points[j][d];
                  distances[i][j] += difference * difference;
                }
              }
            });
    return distances;
  }

  private static double[][] jointProbabilities(double[][] distances, double perplexity) {
    int n = distances.length;
    double[][] conditional = new double[n][];
    IntStream.range(0, n)
        .parallel()
        .forEach(i -> conditional[i] = conditional(distances[i], i, Math.log(perplexity)));
    double[][] joint = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        joint[i][j] =
            Math.max(LEAST_PROBABILITY, (conditional[i][j] + conditional[j][i]) / (2.0 * n));
      }
    }
    return joint;
  }

  /** Neighbours of a point under the bandwidth that gives the distribution this entropy. */
  private static double[] conditional(double[] distances, int self, double entropy) {
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double precision = 1;
    double[] found = new double[distances.length];
    double nearest = Double.POSITIVE_INFINITY;
    for (int j = 0; j < distances.length; j++) {
      nearest = j == self ? nearest : Math.min(nearest, distances[j]);
    }
    for (int step = 0; step < BISECTIONS; step++) {
      double sum = 0;
      double weighted = 0;
      for (int j = 0; j < distances.length; j++) {
        found[j] = j == self ? 0 : Math.exp(-(distances[j] - nearest) * precision);
        sum += found[j];
        weighted += found[j] * (distances[j] - nearest);
      }
      double reached = Math.log(sum) + precision * weighted / sum;
      for (int j = 0; j < found.length; j++) {
        found[j] /= sum;
      }
      if (Math.abs(reached - entropy) < 1e-5) {
        break;
      }
      if (reached > entropy) {
        low = precision;
        precision = Double.isInfinite(high) ? 2 * precision : (low + high) / 2;
      } else {
        high = precision;
        precision = (low + high) / 2;
      }
    }
    return found;
  }

  /** Two principal components by power iteration, scaled to what the descent expects. */
  private static double[][] start(float[][] points) {
    int n = points.length;
    int width = points[0].length;
    double[] mean = new double[width];
    for (float[] point : points) {
      for (int d = 0; d < width; d++) {
        mean[d] += point[d] / (double) n;
      }
    }
    double[][] map = new double[n][2];
    double[][] axes = new double[2][width];
    for (int axis = 0; axis < 2; axis++) {
      for (int d = 0; d < width; d++) {
        axes[axis][d] = Math.cos((axis + 1.0) * (d + 1)); // any start that no data is orthogonal to
      }
      for (int step = 0; step < 100; step++) {
        double[] next = new double[width];
        for (int i = 0; i < n; i++) {
          double along = project(points[i], mean, axes[axis]);
          map[i][axis] = along;
          for (int d = 0; d < width; d++) {
            next[d] += along * (points[i][d] - mean[d]);
          }
        }
        if (axis == 1) {
          subtractProjection(next, axes[0]);
        }
        axes[axis] = unit(next);
      }
    }
    double spread = Math.sqrt(Arrays.stream(map).mapToDouble(p -> p[0] * p[0]).sum() / n);
    for (double[] place : map) {
      place[0] *= 1e-4 / Math.max(spread, 1e-12);
      place[1] *= 1e-4 / Math.max(spread, 1e-12);
    }
    return map;
  }

  private static double project(float[] point, double[] mean, double[] axis) {
    double along = 0;
    for (int d = 0; d < axis.length; d++) {
      along += (point[d] - mean[d]) * axis[d];
    }
    return along;
  }

  private static void subtractProjection(double[] vector, double[] axis) {
    double along = 0;
    for (int d = 0; d < axis.length; d++) {
      along += vector[d] * axis[d];
    }
    for (int d = 0; d < axis.length; d++) {
      vector[d] -= along * axis[d];
    }
  }

  private static double[] unit(double[] vector) {
    double length = Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
    return Arrays.stream(vector).map(v -> v / Math.max(length, 1e-300)).toArray();
  }

  private void descend() {
    double rate = Math.max(n / EXAGGERATION, 50);
    double[][] velocity = new double[n][2];
    double[][] gains = new double[n][2];
    for (double[] gain : gains) {
      Arrays.fill(gain, 1);
    }
    double[][] gradient = new double[n][2];
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double momentum = iteration < EXAGGERATED ? 0.5 : 0.8;
      gradient(gradient, iteration < EXAGGERATED ? EXAGGERATION : 1);
      for (int i = 0; i < n; i++) {
        for (int d = 0; d < 2; d++) {
          boolean turned = Math.signum(gradient[i][d]) != Math.signum(velocity[i][d]);
          gains[i][d] = Math.max(0.01, turned ? gains[i][d] + 0.2 : gains[i][d] * 0.8);
          velocity[i][d] = momentum * velocity[i][d] - rate * gains[i][d] * gradient[i][d];
          map[i][d] += velocity[i][d];
        }
      }
    }
    for (int d = 0; d < 2; d++) {
      double mean = 0;
      for (double[] place : map) {
        mean += place[d] / n;
      }
      for (double[] place : map) {
        place[d] -= mean;
      }
    }
  }

  private void gradient(double[][] gradient, double exaggeration) {
    double[] sums = IntStream.range(0, n).parallel().mapToDouble(this::sumOfSimilarities).toArray();
    double all = Math.max(Arrays.stream(sums).sum(), LEAST_PROBABILITY);
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              double x = 0;
              double y = 0;
              for (int j = 0; j < n; j++) {
                double dx = map[i][0] - map[j][0];
                double dy = map[i][1] - map[j][1];
                double similarity = 1 / (1 + dx * dx + dy * dy);
                double force = (exaggeration * probabilities[i][j] - similarity / all) * similarity;
                x += force * dx;
                y += force * dy;
              }
              gradient[i][0] = 4 * x;
              gradient[i][1] = 4 * y;
            });
  }

  private double sumOfSimilarities(int i) {
    double sum = 0;
    for (int j = 0; j < n; j++) {
      double dx = map[i][0] - map[j][0];
      double dy = map[i][1] - map[j][1];
      sum += j == i ? 0 : 1 / (1 + dx * dx + dy * dy);
    }
    return sum;
  }
}
