package org.ptmrec.recommend;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.ptmrec.tensor.Matrix;

class FinalEmbeddingsTest {
  private static FinalEmbeddings withItem(float value) {
    Matrix users = Matrix.uninitialized(DataType.FLOAT, 1, 2);
    users.set(new float[] {1, 2});
    Matrix items = Matrix.uninitialized(DataType.FLOAT, 1, 2);
    items.set(new float[] {3, value});
    return new FinalEmbeddings(users, items);
  }

  @Test
  void checked_notANumberAmongThem_divergence() {
    assertThat(withItem(4).checked().items().toFloats()).isEqualTo(new float[] {3, 4});
    assertThrows(TrainingDivergedException.class, () -> withItem(Float.NaN).checked());
    assertThrows(
        TrainingDivergedException.class, () -> withItem(Float.NEGATIVE_INFINITY).checked());
  }
}
