package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.api.Test;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;
import org.ptmrec.testkit.TinyClip;

class ContrastiveObjectiveTest {
  private final Clip clip = Clip.initialize(TinyClip.CONFIG, RandomStream.ofSeed(1));
  private final ContrastiveObjective objective = new ContrastiveObjective(clip);

  @Test
  void loss_twoPairs_isTheMeanOfBothDirections() {
    clip.logitScale().value().set(new float[] {(float) Math.log(2)});
    try (Tape tape = Tape.create()) {
      // Cosines by picture: (1, 0) and (1, 0); lengths of the rows must not matter.
      Var images = tape.constant(2, 2, new float[] {3, 0, 1, 0});
      Var texts = tape.constant(2, 2, new float[] {5, 0, 0, 0.5f});
      double e2 = Math.exp(2);
      double fromPictures = (Math.log((e2 + 1) / e2) + Math.log(e2 + 1)) / 2;
      double fromCaptions = Math.log(2);
      assertThat(objective.loss(tape, images, texts).scalar())
          .isWithin(1e-6)
          .of((fromPictures + fromCaptions) / 2);
    }
  }

  @Test
  void loss_backward_givesTheTemperatureItsGradient() {
    Parameter images = Parameter.trainable("images", Matrix.of(3, 2, 1, 0.2f, -1, 0.5f, 0.3f, 1));
    Parameter texts = Parameter.trainable("texts", Matrix.of(3, 2, 0.7f, 1, -2, 0.1f, 0.4f, -1));
    double step = 1e-2;
    double numeric =
        (lossAt(images, texts, 1 + step) - lossAt(images, texts, 1 - step)) / (2 * step);
    clip.logitScale().clearGradient();
    lossAt(images, texts, 1);
    try (Tape tape = Tape.create()) {
      tape.backward(objective.loss(tape, tape.var(images), tape.var(texts)), 1);
    }
    assertThat(clip.logitScale().gradient().toScalar()).isWithin(1e-3).of(numeric);
  }

  private double lossAt(Parameter images, Parameter texts, double logitScale) {
    clip.logitScale().value().set(new float[] {(float) logitScale});
    try (Tape tape = Tape.create()) {
      return objective.loss(tape, tape.var(images), tape.var(texts)).scalar();
    }
  }

  @Test
  void clampTemperature_outOfBounds_stopsAtTheBound() {
    assertThat(clamped(9)).isWithin(1e-6).of(Math.log(100));
    assertThat(clamped(-1)).isEqualTo(0);
    assertThat(clamped(2)).isEqualTo(2);
  }

  private double clamped(float logitScale) {
    clip.logitScale().value().set(new float[] {logitScale});
    objective.clampTemperature();
    return clip.logitScale().value().toScalar();
  }
}
