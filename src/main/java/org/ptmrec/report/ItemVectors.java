package org.ptmrec.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TrainedRecommender;

/**
 * Both embeddings of every item, each of unit length, one behind the other: the image's, the
 * text's.
 *
 * @param vectors by item
 * @param width of one modality
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ItemVectors(float[][] vectors, int width) {

  /** Of the encoder as it came. */
  static ItemVectors of(Records<ItemEmbedding> embeddings) {
    List<ItemEmbedding> all = new ArrayList<>();
    embeddings.forEach(all::add);
    all.sort(Comparator.comparingInt(ItemEmbedding::getItem));
    int width = all.isEmpty() ? 0 : all.get(0).getImage().size();
    float[][] vectors = new float[all.size()][];
    for (int item = 0; item < vectors.length; item++) {
      vectors[item] = new float[2 * width];
      for (int j = 0; j < width; j++) {
        vectors[item][j] = all.get(item).getImage().get(j);
        vectors[item][width + j] = all.get(item).getText().get(j);
      }
    }
    return new ItemVectors(vectors, width).normalized();
  }

  /** Of the encoder that was tuned with a recommender; none if it was not. */
  static ItemVectors of(TrainedRecommender tuned) {
    float[][] parts = new float[2][];
    int width = 0;
    for (Tensor tensor : tuned.getEmbeddings()) {
      parts[tensor.getName().equals("image") ? 0 : 1] = TensorRecords.values(tensor);
      width = tensor.getShape().get(1);
    }
    if (width == 0 || parts[0] == null || parts[1] == null) {
      return new ItemVectors(new float[0][], 0);
    }
    float[][] vectors = new float[parts[0].length / width][2 * width];
    for (int item = 0; item < vectors.length; item++) {
      System.arraycopy(parts[0], item * width, vectors[item], 0, width);
      System.arraycopy(parts[1], item * width, vectors[item], width, width);
    }
    return new ItemVectors(vectors, width).normalized();
  }

  int items() {
    return vectors.length;
  }

  /**
   * Of at most so many items: those behind the last one with an interaction have an embedding, but
   * are not known to a recommender.
   */
  ItemVectors first(int most) {
    return new ItemVectors(Arrays.copyOf(vectors, Math.min(most, vectors.length)), width);
  }

  private ItemVectors normalized() {
    for (float[] vector : vectors) {
      normalize(vector, 0);
      normalize(vector, width);
    }
    return this;
  }

  private void normalize(float[] vector, int from) {
    double squares = 0;
    for (int j = from; j < from + width; j++) {
      squares += vector[j] * vector[j];
    }
    float length = (float) Math.max(1e-12, Math.sqrt(squares));
    for (int j = from; j < from + width; j++) {
      vector[j] /= length;
    }
  }

  /** The items nearest to one by the sum of both cosines, the nearest first, itself left out. */
  List<Integer> nearest(int item, int most) {
    double[] near = new double[vectors.length];
    for (int other = 0; other < near.length; other++) {
      for (int j = 0; j < 2 * width; j++) {
        near[other] += vectors[item][j] * vectors[other][j];
      }
    }
    return IntStream.range(0, near.length)
        .filter(other -> other != item)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer other) -> -near[other]))
        .limit(most)
        .toList();
  }
}
