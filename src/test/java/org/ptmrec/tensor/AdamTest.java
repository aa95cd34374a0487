package org.ptmrec.tensor;

import static com.google.common.truth.Truth.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamTest {

  @Test
  void step_onAConstantGradient_movesByTheLearningRate() {
    Parameter p = Parameter.trainable("p", Matrix.of(1, 2, 1, -1));
    Adam adam = new Adam(List.of(p), 0.1);
    for (int i = 0; i < 3; i++) {
      p.gradient().set(new float[] {0.5f, -2});
      adam.step();
    }
    // With a constant gradient both corrected moments are g and g²: each step moves by the rate.
    assertThat(p.value().toFloats()).usingTolerance(1e-6).containsExactly(0.7f, -0.7f).inOrder();
  }

  @Test
  void step_withoutGradient_stillMovesByTheDecayingMoment() {
    Parameter p = Parameter.trainable("p", Matrix.of(1, 1, 0));
    Adam adam = new Adam(List.of(p), 0.1);
    p.gradient().set(new float[] {1});
    adam.step();
    adam.step(); // gradient cleared by the step before
    // m = 0.09/(1−0.81), v = 0.000999/(1−0.998001): the second step is −0.1·0.47368/0.70693
    assertThat(p.value().toScalar()).isWithin(1e-5).of(-0.1 - 0.1 * 0.4736842 / 0.7069301);
  }

  @Test
  void restore_ofASavedState_continuesExactly() {
    Parameter p = Parameter.trainable("p", Matrix.of(1, 3, 1, 2, 3));
    Adam adam = new Adam(List.of(p), 0.01);
    p.gradient().set(new float[] {1, -1, 0.5f});
    adam.step();
    Parameter q = Parameter.trainable("p", p.value().copy());
    Adam resumed = new Adam(List.of(q), 0.01);
    Map<String, float[]> saved = new LinkedHashMap<>();
    adam.state().forEach((name, matrix) -> saved.put(name, matrix.toFloats()));
    resumed.restore(saved, adam.steps());
    for (Parameter parameter : List.of(p, q)) {
      parameter.gradient().set(new float[] {0.3f, 0.2f, -0.7f});
    }
    adam.step();
    resumed.step();
    assertThat(q.value().toFloats()).isEqualTo(p.value().toFloats());
  }

  @Test
  void step_onGradientsOfFewRows_givesTheBitsOfTheDenseUpdate() {
    RandomStream random = RandomStream.ofSeed(3);
    Parameter byRows = Parameter.trainable("p", Initializer.normal(50, 21, 1, random));
    Parameter dense = Parameter.trainable("p", byRows.value().copy());
    Adam adamByRows = new Adam(List.of(byRows), 0.01, 0.1);
    Adam adamDense = new Adam(List.of(dense), 0.01, 0.1);
    for (int step = 0; step < 150; step++) { // more than are remembered
      int[] rows = new int[] {random.nextInt(50), 7, random.nextInt(50), random.nextInt(50)};
      for (Parameter p : List.of(byRows, dense)) {
        try (Tape tape = Tape.create()) {
          Var x = tape.var(p);
          Var y = Rows.gather(x, rows);
          // Adding nothing to all rows makes the second gradient a dense one.
          Var all = p == dense ? Arithmetic.scale(Reduction.sumOfSquares(x), 0) : null;
          Var loss = Reduction.sumOfSquares(y);
          tape.backward(all == null ? loss : Arithmetic.add(loss, all), 1);
        }
      }
      adamByRows.step();
      adamDense.step();
      adamByRows.setLearningRate(0.01 / (1 + step));
      adamDense.setLearningRate(0.01 / (1 + step));
    }
    assertThat(byRows.value().toFloats()).isEqualTo(dense.value().toFloats());
    Map<String, Matrix> expected = adamDense.state();
    adamByRows
        .state()
        .forEach(
            (name, matrix) ->
                assertThat(matrix.toFloats()).isEqualTo(expected.get(name).toFloats()));
  }

  @Test
  void movingAverage_ofAParameterWithGradientsOfFewRows_givesTheBitsOfTheDenseUpdate() {
    RandomStream random = RandomStream.ofSeed(4);
    Parameter source = Parameter.trainable("p", Initializer.normal(40, 19, 1, random));
    Parameter average = Parameter.frozen("a", Initializer.normal(40, 19, 1, random));
    Matrix expected = average.value().copy();
    Adam adam = new Adam(List.of(source), 0.01);
    Parameter copy = Parameter.trainable("p", source.value().copy());
    Adam adamOfCopy = new Adam(List.of(copy), 0.01);
    MovingAverage moving = new MovingAverage(source, average, 0.9);
    for (int step = 0; step < 150; step++) {
      int[] rows = new int[] {random.nextInt(40), 3, random.nextInt(40)};
      moving.update();
      Backend.kernels().axpby(1 - 0.9, copy.value(), 0.9, expected);
      for (Parameter p : List.of(source, copy)) {
        try (Tape tape = Tape.create()) {
          Var read = Rows.gather(tape.var(average), rows);
          tape.backward(
              Reduction.sumOfSquares(Arithmetic.add(read, Rows.gather(tape.var(p), rows))), 1);
        }
      }
      adam.step();
      adamOfCopy.step();
    }
    assertThat(source.value().toFloats()).isEqualTo(copy.value().toFloats());
    assertThat(average.value().toFloats()).isEqualTo(expected.toFloats());
  }
}
