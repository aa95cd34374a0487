package org.ptmrec.tensor;

import java.util.Map;
import java.util.function.BiFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The same operation in SameDiff, so that the choice against it can be made anew when it moves. */
final class SameDiffStep {
  private final SameDiff graph = SameDiff.create();

  SameDiffStep(INDArray input, BiFunction<SameDiff, SDVariable, SDVariable> operation) {
    SDVariable x = graph.var("x", input);
    operation.apply(graph, x).rename("y").sum().rename("loss");
    graph.setLossVariables("loss");
  }

  INDArray forward() {
    return graph.outputSingle(Map.of(), "y");
  }

  INDArray forwardBackward() {
    return graph.calculateGradients(Map.of(), "x").get("x");
  }
}
