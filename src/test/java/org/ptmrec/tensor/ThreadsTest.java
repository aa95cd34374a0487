package org.ptmrec.tensor;

import static com.google.common.truth.Truth.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private final int threads = Parallel.threads();

  @AfterEach
  void restoreThreads() {
    Parallel.setThreads(threads);
  }

  @Test
  void step_withOneAndThreeThreads_givesTheSameBits() {
    Parallel.setThreads(1);
    List<float[]> one = transformerLikeStep();
    Parallel.setThreads(3);
    List<float[]> three = transformerLikeStep();
    for (int i = 0; i < one.size(); i++) {
      // An index, since the arrays are too long to be read.
      assertThat(Arrays.mismatch(three.get(i), one.get(i))).isEqualTo(-1);
    }
  }

  /** Large enough for every kernel to be split. */
  private static List<float[]> transformerLikeStep() {
    RandomStream random = RandomStream.ofSeed(5);
    int width = 96;
    Parameter x = Parameter.trainable("x", Initializer.normal(1000, width, 1, random));
    Parameter wide = Parameter.trainable("wide", Initializer.torchLinear(3 * width, width, random));
    Parameter bias = Parameter.trainable("bias", Initializer.normal(1, 3 * width, 1, random));
    Parameter gamma = Parameter.trainable("gamma", Initializer.normal(1, width, 1, random));
    Parameter beta = Parameter.trainable("beta", Initializer.normal(1, width, 1, random));
    try (Tape tape = Tape.create()) {
      Var h = Normalization.layerNorm(tape.var(x), tape.var(gamma), tape.var(beta), 1e-5);
      Var qkv = Linear.linear(h, tape.var(wide), tape.var(bias));
      Var y = Attention.attention(qkv, 20, 50, 4, true);
      Var loss = Reduction.mean(Activation.quickGelu(Linear.matmulTransposed(y, y)));
      tape.backward(loss, 1);
      return List.of(
          loss.value().toFloats(),
          x.gradient().toFloats(),
          wide.gradient().toFloats(),
          bias.gradient().toFloats(),
          gamma.gradient().toFloats());
    }
  }
}
