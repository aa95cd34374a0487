package org.ptmrec.loss;

import static com.google.common.truth.Truth.assertThat;
import static org.ptmrec.tensor.Rows.gather;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

class InfoNceLossTest {
  private static final int[] WRITTEN_OUT = {0, 2, 1, 2, 2, 0};
  private static final float[] COUNTS = {2, 1, 3};

  @Test
  void infoNceLoss_ofCountedRows_equalsThatOfTheBatchWrittenOut() {
    RandomStream random = RandomStream.ofSeed(4);
    Parameter v = Parameter.trainable("v", Initializer.normal(3, 8, 1, random));
    Parameter t = Parameter.trainable("t", Initializer.normal(3, 8, 1, random));
    try (Tape tape = Tape.create()) {
      Var writtenOut =
          InfoNceLoss.infoNceLoss(
              gather(tape.var(v), WRITTEN_OUT), gather(tape.var(t), WRITTEN_OUT), 0.2);
      double expected = writtenOut.scalar();
      List<float[]> expectedGradients = gradients(tape, writtenOut, v, t);

      Var counted = InfoNceLoss.infoNceLoss(tape.var(v), tape.var(t), COUNTS, 0.2);
      assertThat(counted.scalar()).isWithin(1e-6).of(expected);
      List<float[]> gradients = gradients(tape, counted, v, t);
      for (int i = 0; i < 2; i++) {
        assertThat(gradients.get(i))
            .usingTolerance(1e-6)
            .containsExactly(expectedGradients.get(i))
            .inOrder();
      }
    }
  }

  private static List<float[]> gradients(Tape tape, Var loss, Parameter v, Parameter t) {
    v.clearGradient();
    t.clearGradient();
    tape.backward(loss, 1);
    List<float[]> gradients = List.of(v.gradient().toFloats(), t.gradient().toFloats());
    tape.reset();
    return gradients;
  }
}
