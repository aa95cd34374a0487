package org.ptmrec.tensor;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Scatter and sparse products from ND4J's gather and scatter operations. */
final class Nd4jGraph {
  private Nd4jGraph() {}

  static void scatterAdd(INDArray y, int[] rows, INDArray x) {
    Nd4j.exec(
        DynamicCustomOp.builder("scatter_add")
            .addInputs(x, Nd4j.createFromArray(rows), y)
            .addOutputs(x)
            .addBooleanArguments(true)
            .build());
  }

  static INDArray multiply(SparseMatrix a, INDArray x) {
    INDArray y = Nd4j.zeros(x.dataType(), a.rows(), x.columns());
    if (a.entries() == 0) {
      return y;
    }
    int[] rowOf = new int[a.entries()];
    for (int row = 0; row < a.rows(); row++) {
      java.util.Arrays.fill(rowOf, a.starts()[row], a.starts()[row + 1], row);
    }
    INDArray values = Nd4j.createFromArray(a.values()).castTo(x.dataType()).reshape(a.entries(), 1);
    scatterAdd(Nd4j.pullRows(x, 1, a.columns()).muliColumnVector(values), rowOf, y);
    return y;
  }
}
