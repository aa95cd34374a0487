package org.ptmrec.tensor;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

class OperationsTest {
  private static final double STEP = 1e-5;

  static List<Operations> operations() {
    return Operations.all();
  }

  /** Result and gradients of sum(operation ⊙ seed). */
  private record Outcome(float[] value, List<Matrix> gradients) {}

  private static Outcome run(Tape tape, Operations operation, List<Parameter> inputs) {
    inputs.forEach(Parameter::clearGradient);
    Var output = operation.operation().apply(inputs.stream().map(tape::var).toArray(Var[]::new));
    float[] value = output.value().toFloats();
    tape.backward(List.of(output), List.of(seed(output)));
    List<Matrix> gradients = inputs.stream().map(p -> p.gradient().copy()).toList();
    tape.reset();
    return new Outcome(value, gradients);
  }

  private static Matrix seed(Var output) {
    RandomStream random = RandomStream.ofSeed(99);
    return Initializer.uniform(output.rows(), output.cols(), 1, random)
        .castTo(output.value().type());
  }

  private static List<Parameter> inputs(Operations operation, DataType type) {
    RandomStream random = RandomStream.ofSeed(7);
    List<Parameter> inputs = new ArrayList<>();
    for (int[] shape : operation.shapes()) {
      Matrix value = Initializer.uniform(shape[0], shape[1], 1.5, random);
      if (operation.positive()) {
        float[] data = value.toFloats();
        for (int i = 0; i < data.length; i++) {
          data[i] = Math.abs(data[i]) + 0.1f;
        }
        value.set(data);
      }
      inputs.add(Parameter.trainable("input" + inputs.size(), value.castTo(type)));
    }
    return inputs;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void gradient_inDoublePrecision_equalsFiniteDifferences(Operations operation) {
    List<Parameter> inputs = inputs(operation, DataType.DOUBLE);
    try (Tape tape = Tape.create(Nd4jKernels.INSTANCE, DataType.DOUBLE)) {
      Outcome outcome = run(tape, operation, inputs);
      for (int p = 0; p < inputs.size(); p++) {
        var value = inputs.get(p).value().array();
        for (long i = 0; i < value.length(); i++) {
          double kept = value.getDouble(i);
          value.putScalar(i, kept + STEP);
          double above = objective(tape, operation, inputs);
          value.putScalar(i, kept - STEP);
          double below = objective(tape, operation, inputs);
          value.putScalar(i, kept);
          double expected = (above - below) / (2 * STEP);
          assertWithMessage("input %s, element %s", p, i)
              .that(outcome.gradients().get(p).array().getDouble(i))
              .isWithin(1e-6 * Math.max(1, Math.abs(expected)))
              .of(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void gradient_inAScopeWhoseMemoryIsUsedAgain_same(Operations operation) {
    List<Parameter> inputs = inputs(operation, DataType.FLOAT);
    try (Tape tape = Tape.create()) {
      Outcome expected = run(tape, operation, inputs);

      Outcome scoped = run(tape, operation.inAScope(tape), inputs);

      assertThat(scoped.value()).isEqualTo(expected.value());
      for (int p = 0; p < inputs.size(); p++) {
        assertWithMessage("input %s", p)
            .that(scoped.gradients().get(p).toFloats())
            .isEqualTo(expected.gradients().get(p).toFloats());
      }
    }
  }

  private static double objective(Tape tape, Operations operation, List<Parameter> inputs) {
    Var output = operation.operation().apply(inputs.stream().map(tape::var).toArray(Var[]::new));
    double objective = output.value().array().mul(seed(output).array()).sumNumber().doubleValue();
    tape.reset();
    return objective;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void cpuKernels_onFloats_equalNd4jKernels(Operations operation) {
    List<Parameter> inputs = inputs(operation, DataType.FLOAT);
    Outcome expected;
    Outcome actual;
    try (Tape tape = Tape.create(Nd4jKernels.INSTANCE, DataType.FLOAT)) {
      expected = run(tape, operation, inputs);
    }
    try (Tape tape = Tape.create(CpuKernels.INSTANCE, DataType.FLOAT)) {
      actual = run(tape, operation, inputs);
    }
    assertThat(actual.value()).usingTolerance(1e-5).containsExactly(expected.value()).inOrder();
    for (int p = 0; p < inputs.size(); p++) {
      assertThat(actual.gradients().get(p).toFloats())
          .usingTolerance(2e-5)
          .containsExactly(expected.gradients().get(p).toFloats())
          .inOrder();
    }
  }

  @Test
  void allocatedMatrices_inSecondStep_doNotGrow() {
    Operations operation = operations().get(0);
    List<Parameter> inputs = inputs(operation, DataType.FLOAT);
    try (Tape tape = Tape.create()) {
      run(tape, operation, inputs);
      long first = tape.allocatedMatrices();
      run(tape, operation, inputs);
      assertThat(tape.allocatedMatrices()).isEqualTo(first);
    }
  }

  @Test
  void scoped_withoutGradient_givesIntermediatesBack() {
    Parameter x = Parameter.frozen("x", Initializer.uniform(8, 8, 1, RandomStream.ofSeed(1)));
    try (Tape tape = Tape.create()) {
      Var y = tape.var(x);
      for (int block = 0; block < 10; block++) {
        Var input = y;
        y = tape.scoped(() -> Activation.tanh(Activation.tanh(Activation.tanh(input))));
      }
      // Ten results and the two intermediates of one block.
      assertThat(tape.allocatedMatrices()).isEqualTo(12);
    }
  }

  @Test
  void gemm_ofALongSum_equalsNd4jKernels() {
    RandomStream random = RandomStream.ofSeed(8);
    Matrix a = Initializer.uniform(5000, 9, 1, random);
    Matrix b = Initializer.uniform(5000, 17, 1, random);
    Matrix actual = Initializer.uniform(9, 17, 1, random);
    Matrix expected = actual.copy();
    CpuKernels.INSTANCE.gemm(true, false, 0.5, a, b, 2, actual);
    Nd4jKernels.INSTANCE.gemm(true, false, 0.5, a, b, 2, expected);
    assertThat(actual.toFloats())
        .usingTolerance(1e-3)
        .containsExactly(expected.toFloats())
        .inOrder();
  }
}
