package org.ptmrec.evaluate;

import java.util.Arrays;
import org.ptmrec.tensor.RandomStream;

/** What a picture of embeddings shows, as numbers. Vectors are taken to be of unit length. */
public final class EmbeddingGeometry {
  private static final int ROUNDS = 50;

  private EmbeddingGeometry() {}

  /**
   * Mean silhouette (Rousseeuw 1987) under the cosine distance: 1 where every point is among its
   * own group and far from others, 0 where groups overlap, below where others are nearer.
   *
   * @param groups of the points, from 0
   */
  public static double silhouette(float[][] points, int[] groups) {
    int count = Arrays.stream(groups).max().orElse(-1) + 1;
    int[] sizes = new int[count];
    for (int group : groups) {
      sizes[group]++;
    }
    double sum = 0;
    for (int i = 0; i < points.length; i++) {
      double[] distances = new double[count];
      for (int j = 0; j < points.length; j++) {
        distances[groups[j]] += j == i ? 0 : 1 - dot(points[i], points[j]);
      }
      sum += silhouette(distances, sizes, groups[i]);
    }
    return points.length == 0 ? 0 : sum / points.length;
  }

  private static double silhouette(double[] distances, int[] sizes, int own) {
    if (sizes[own] < 2) {
      return 0; // by definition
    }
    double inside = distances[own] / (sizes[own] - 1);
    double outside = Double.POSITIVE_INFINITY;
    for (int group = 0; group < sizes.length; group++) {
      if (group != own && sizes[group] > 0) {
        outside = Math.min(outside, distances[group] / sizes[group]);
      }
    }
    double larger = Math.max(inside, outside);
    return Double.isInfinite(outside) || larger == 0 ? 0 : (outside - inside) / larger;
  }

  /**
   * How much nearer an item's image is to its own text than to those of others: the mean cosine of
   * pairs less that of all other combinations.
   */
  public static double alignment(float[][] images, float[][] texts) {
    double own = 0;
    double others = 0;
    for (int i = 0; i < images.length; i++) {
      for (int j = 0; j < texts.length; j++) {
        double cosine = dot(images[i], texts[j]);
        own += i == j ? cosine : 0;
        others += i == j ? 0 : cosine;
      }
    }
    double n = images.length;
    return n < 2 ? 0 : own / n - others / (n * (n - 1));
  }

  /**
   * Groups of points by k-means, Lloyd 1982, started from points drawn with k-means++ (Arthur and
   * Vassilvitskii 2007).
   *
   * @return a group from 0 for every point
   */
  public static int[] groups(float[][] points, int k, RandomStream random) {
    double[][] centres = spreadCentres(points, Math.min(k, points.length), random);
    int[] groups = new int[points.length];
    for (int round = 0; round < ROUNDS; round++) {
      int[] next = new int[points.length];
      Arrays.setAll(next, i -> nearest(points[i], centres));
      if (round > 0 && Arrays.equals(next, groups)) {
        break;
      }
      groups = next;
      moveToMeans(centres, points, groups);
    }
    return groups;
  }

  private static double[][] spreadCentres(float[][] points, int k, RandomStream random) {
    double[][] centres = new double[k][];
    centres[0] = toDoubles(points[random.nextInt(points.length)]);
    for (int c = 1; c < k; c++) {
      double[][] chosen = Arrays.copyOf(centres, c);
      double[] far =
          Arrays.stream(points).mapToDouble(p -> distance(p, chosen[nearest(p, chosen)])).toArray();
      double draw = random.nextDouble() * Arrays.stream(far).sum();
      int at = 0;
      while (at < far.length - 1 && draw >= far[at]) {
        draw -= far[at++];
      }
      centres[c] = toDoubles(points[at]);
    }
    return centres;
  }

  private static void moveToMeans(double[][] centres, float[][] points, int[] groups) {
    for (int c = 0; c < centres.length; c++) {
      double[] sum = new double[centres[c].length];
      int size = 0;
      for (int i = 0; i < points.length; i++) {
        if (groups[i] == c) {
          size++;
          for (int d = 0; d < sum.length; d++) {
            sum[d] += points[i][d];
          }
        }
      }
      if (size > 0) {
        for (int d = 0; d < sum.length; d++) {
          centres[c][d] = sum[d] / size;
        }
      }
    }
  }

  private static int nearest(float[] point, double[][] centres) {
    int best = 0;
    for (int c = 1; c < centres.length; c++) {
      best = distance(point, centres[c]) < distance(point, centres[best]) ? c : best;
    }
    return best;
  }

  private static double distance(float[] point, double[] centre) {
    double sum = 0;
    for (int d = 0; d < centre.length; d++) {
      sum += (point[d] - centre[d]) * (point[d] - centre[d]);
    }
    return sum;
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, d -> values[d]);
    return doubles;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }
}
