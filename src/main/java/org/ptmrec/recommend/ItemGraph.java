package org.ptmrec.recommend;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ptmrec.evaluate.DotProducts;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.SparseMatrix;
import org.ptmrec.tensor.TopK;

/**
 * Each item's nearest items by the cosine of their embeddings, itself included; exact, in blocks of
 * rows, so that no I × I matrix is ever held. Ties go to the lower item.
 */
public final class ItemGraph {
  private final int[][] neighbours;
  private final float[][] cosines;

  private ItemGraph(int[][] neighbours, float[][] cosines) {
    this.neighbours = neighbours;
    this.cosines = cosines;
  }

  /**
   * @param embeddings [I, width]; a zero row is at cosine 0 to everything
   * @param k neighbours an item, itself included; no more than there are items
   */
  public static ItemGraph nearest(Matrix embeddings, int k) {
    int items = embeddings.rows();
    Matrix unit = unitRows(embeddings);
    int[][] neighbours = new int[items][];
    float[][] cosines = new float[items][];
    new DotProducts(unit, unit)
        .forEach(
            IntStream.range(0, items).toArray(),
            (block, scores) ->
                IntStream.range(0, block.length)
                    .parallel()
                    .forEach(
                        i -> {
                          int[] nearest = TopK.select(scores, i * items, items, k);
                          Arrays.sort(nearest);
                          float[] cosine = new float[nearest.length];
                          for (int e = 0; e < nearest.length; e++) {
                            cosine[e] = scores[i * items + nearest[e]];
                          }
                          neighbours[block[i]] = nearest;
                          cosines[block[i]] = cosine;
                        }));
    return new ItemGraph(neighbours, cosines);
  }

  private static Matrix unitRows(Matrix embeddings) {
    int width = embeddings.cols();
    float[] data = embeddings.toFloats();
    for (int row = 0; row < embeddings.rows(); row++) {
      double squares = 0;
      for (int j = row * width; j < (row + 1) * width; j++) {
        squares += (double) data[j] * data[j];
      }
      float factor = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
      for (int j = row * width; j < (row + 1) * width; j++) {
        data[j] *= factor;
      }
    }
    return Matrix.of(embeddings.rows(), width, data);
  }

  /** FREEDOM's: every kept entry is 1/k, rows sum to 1. */
  public SparseMatrix uniform() {
    return matrix((i, e) -> 1f / neighbours[i].length);
  }

  /** MGCN's and SMORE's: cosines over the roots of both row sums; not finite becomes 0. */
  public SparseMatrix weighted() {
    double[] factor = new double[neighbours.length];
    for (int i = 0; i < factor.length; i++) {
      double sum = 0;
      for (float cosine : cosines[i]) {
        sum += cosine;
      }
      factor[i] = sum > 0 ? 1 / Math.sqrt(sum) : 0;
    }
    return matrix((i, e) -> (float) (cosines[i][e] * factor[i] * factor[neighbours[i][e]]));
  }

  private interface Weight {
    float of(int item, int edge);
  }

  private SparseMatrix matrix(Weight weight) {
    int items = neighbours.length;
    int[] starts = new int[items + 1];
    for (int i = 0; i < items; i++) {
      starts[i + 1] = starts[i] + neighbours[i].length;
    }
    int[] columns = new int[starts[items]];
    float[] values = new float[starts[items]];
    for (int i = 0; i < items; i++) {
      for (int e = 0; e < neighbours[i].length; e++) {
        columns[starts[i] + e] = neighbours[i][e];
        values[starts[i] + e] = weight.of(i, e);
      }
    }
    return SparseMatrix.ofRows(items, items, starts, columns, values);
  }
}
