package org.ptmrec.recommend;

import java.util.stream.IntStream;
import org.ptmrec.evaluate.DotProducts;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.TopK;

/**
 * Places items that no training has seen among those that one has: a new item is the mean of the
 * known items whose content is nearest, weighted by cosine. This is the k-nearest-neighbour mapping
 * of Gantner et al., <i>Learning Attribute-to-Feature Mappings for Cold-Start Recommendations</i>
 * (ICDM 2010); it serves every recommender that scores by dot products.
 */
public final class ContentNeighbours {
  private ContentNeighbours() {}

  /**
   * @param added [n, w] content of the new items
   * @param content [I, w] content of the known items; of unit rows, as dot products decide
   * @param embeddings [I, d] what the known items are ranked by
   * @param k how many neighbours a new item has; fewer where there are fewer items
   * @return [n, d] what the new items are ranked by
   */
  public static Matrix embed(Matrix added, Matrix content, Matrix embeddings, int k) {
    int items = content.rows();
    int width = embeddings.cols();
    float[] known = embeddings.toFloats();
    float[] placed = new float[added.rows() * width];
    new DotProducts(added, content)
        .forEach(
            IntStream.range(0, added.rows()).toArray(),
            (block, cosines) -> {
              for (int i = 0; i < block.length; i++) {
                int[] nearest = TopK.select(cosines, i * items, items, k);
                mean(nearest, cosines, i * items, known, width, placed, block[i] * width);
              }
            });
    return Matrix.of(added.rows(), width, placed);
  }

  private static void mean(
      int[] nearest, float[] cosines, int from, float[] known, int width, float[] out, int at) {
    double sum = 0;
    for (int item : nearest) {
      sum += Math.max(0, cosines[from + item]);
    }
    for (int item : nearest) {
      // Content like none of the known is nearest to none: then all neighbours count alike.
      float weight =
          (float) (sum == 0 ? 1.0 / nearest.length : Math.max(0, cosines[from + item]) / sum);
      for (int j = 0; j < width; j++) {
        out[at + j] += weight * known[item * width + j];
      }
    }
  }
}
