package org.ptmrec.tensor;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Adam in ND4J operations, on whatever device and in whatever precision the parameter is. */
final class Nd4jMoments implements Adam.Moments {
  private final Parameter parameter;
  private final Matrix first;
  private final Matrix second;

  Nd4jMoments(Parameter parameter) {
    this.parameter = parameter;
    Matrix value = parameter.value();
    first = Matrix.zeros(value.type(), value.rows(), value.cols());
    second = Matrix.zeros(value.type(), value.rows(), value.cols());
  }

  @Override
  public void step(Adam.Step step) {
    INDArray g = parameter.gradient().array();
    INDArray m = first.array().muli(step.beta1()).addi(g.mul(1 - step.beta1()));
    INDArray v = second.array().muli(step.beta2()).addi(g.mul(g).muli(1 - step.beta2()));
    INDArray root = Transforms.sqrt(v.div(step.correction2()), false).addi(step.epsilon());
    parameter
        .value()
        .array()
        .muli(1 - step.learningRate() * step.weightDecay())
        .subi(m.div(root).muli(step.learningRate() / step.correction1()));
  }

  @Override
  public Matrix first() {
    return first.copy();
  }

  @Override
  public Matrix second() {
    return second.copy();
  }

  @Override
  public void restore(float[] savedFirst, float[] savedSecond) {
    first.set(savedFirst);
    second.set(savedSecond);
  }
}
