package org.ptmrec.report;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TrainedRecommender;

/**
 * Image and text embeddings as a recommender sees them: behind its own projection where it has one
 * for each modality. Rows have unit length.
 *
 * @param images by item of the sample
 * @param texts the same
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ProjectedFeatures(float[][] images, float[][] texts) {

  /**
   * Of the embeddings that a recommender ends with: those of its tuned encoder, the tables that it
   * trained, or the encoder's as it came.
   */
  static ProjectedFeatures of(TrainedRecommender trained, ItemVectors frozen, int[] items) {
    Map<String, Tensor> tensors = new HashMap<>();
    trained.getParameters().forEach(tensor -> tensors.put(tensor.getName(), tensor));
    trained.getEmbeddings().forEach(tensor -> tensors.put("tuned." + tensor.getName(), tensor));
    return new ProjectedFeatures(
        rows(tensors, "image", frozen, 0, items),
        rows(tensors, "text", frozen, frozen.width(), items));
  }

  private static float[][] rows(
      Map<String, Tensor> tensors, String modality, ItemVectors frozen, int from, int[] items) {
    Tensor own = tensors.get("tuned." + modality);
    if (own == null) {
      own = tensors.get(modality + ".table");
    }
    float[][] rows = own == null ? frozenRows(frozen, from, items) : rowsOf(own, items);
    Tensor weight = tensors.get(modality + ".projection.weight");
    Tensor bias = tensors.get(modality + ".projection.bias");
    for (int i = 0; i < rows.length; i++) {
      rows[i] = unit(weight == null ? rows[i] : projected(rows[i], weight, bias));
    }
    return rows;
  }

  private static float[][] frozenRows(ItemVectors frozen, int from, int[] items) {
    float[][] rows = new float[items.length][frozen.width()];
    for (int i = 0; i < items.length; i++) {
      System.arraycopy(frozen.vectors()[items[i]], from, rows[i], 0, frozen.width());
    }
    return rows;
  }

  /** Some rows of a matrix. */
  static float[][] rowsOf(Tensor matrix, int[] items) {
    float[] values = TensorRecords.values(matrix);
    int width = matrix.getShape().get(1);
    float[][] rows = new float[items.length][width];
    for (int i = 0; i < items.length; i++) {
      System.arraycopy(values, items[i] * width, rows[i], 0, width);
    }
    return rows;
  }

  private static float[] projected(float[] row, Tensor weight, @Nullable Tensor bias) {
    float[] w = TensorRecords.values(weight);
    float[] projected =
        bias == null ? new float[weight.getShape().get(0)] : TensorRecords.values(bias).clone();
    for (int out = 0; out < projected.length; out++) {
      for (int in = 0; in < row.length; in++) {
        projected[out] += w[out * row.length + in] * row[in];
      }
    }
    return projected;
  }

  private static float[] unit(float[] row) {
    double squares = 0;
    for (float value : row) {
      squares += value * value;
    }
    float length = (float) Math.max(1e-12, Math.sqrt(squares));
    for (int j = 0; j < row.length; j++) {
      row[j] /= length;
    }
    return row;
  }
}
