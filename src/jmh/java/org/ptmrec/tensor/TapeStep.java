package org.ptmrec.tensor;

import java.util.List;
import java.util.function.BiFunction;
import org.nd4j.linalg.api.buffer.DataType;

/** An operation on the tape, differentiated by its input only, as a frozen encoder is. */
final class TapeStep {
  private final Tape tape = Tape.create();
  private final Parameter input;
  private final BiFunction<Tape, Var, Var> operation;
  private final Matrix seed;

  /**
   * @param shape of the result
   */
  TapeStep(Matrix input, int[] shape, BiFunction<Tape, Var, Var> operation) {
    this.input = Parameter.trainable("x", input);
    this.operation = operation;
    seed = Matrix.zeros(DataType.FLOAT, shape[0], shape[1]);
    seed.array().assign(1);
  }

  Matrix forward() {
    Var y = tape.withoutGradient(() -> operation.apply(tape, tape.var(input)));
    tape.reset();
    return y.value();
  }

  Matrix forwardBackward() {
    Var y = operation.apply(tape, tape.var(input));
    tape.backward(List.of(y), List.of(seed));
    tape.reset();
    input.clearGradient();
    return y.value();
  }

  static Matrix random(int rows, int cols) {
    return Initializer.normal(rows, cols, 1, RandomStream.ofSeed(1));
  }
}
