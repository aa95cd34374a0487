package org.ptmrec.tensor;

import static org.ptmrec.tensor.Arithmetic.*;
import static org.ptmrec.tensor.Linear.*;
import static org.ptmrec.tensor.Rows.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Every differentiable operation with inputs to try it on. */
record Operations(String name, Function<Var[], Var> operation, boolean positive, int[]... shapes) {

  @Override
  public String toString() {
    return name;
  }

  /** The operation between two others in a scope, whose memory is overwritten at its end. */
  Operations inAScope(Tape tape) {
    return new Operations(
        name,
        inputs -> {
          Var result =
              tape.scoped(
                  () -> {
                    Var[] copies = Arrays.stream(inputs).map(x -> scale(x, 1)).toArray(Var[]::new);
                    return scale(operation.apply(copies), 1);
                  });
          overwriteFreeMemory(tape);
          return result;
        },
        positive,
        shapes);
  }

  private static void overwriteFreeMemory(Tape tape) {
    List<Matrix> taken = new ArrayList<>();
    int largest = 1 << 13;
    for (int size = 1; size <= largest; size = MatrixPool.capacity(size) + 1) {
      for (int i = 0; i < 16; i++) {
        taken.add(tape.pooled(1, size));
      }
    }
    for (Matrix matrix : taken) {
      tape.kernels().fill(matrix, Double.NaN);
      tape.release(matrix);
    }
  }

  private static Operations of(String name, Function<Var[], Var> operation, int[]... shapes) {
    return new Operations(name, operation, false, shapes);
  }

  private static int[] shape(int rows, int cols) {
    return new int[] {rows, cols};
  }

  private static final SparseMatrix SPARSE =
      SparseMatrix.ofRows(
          5,
          4,
          new int[] {0, 2, 2, 3, 6, 7},
          new int[] {0, 2, 3, 0, 1, 3, 1},
          new float[] {0.5f, -1, 2, 1, 0.25f, -0.75f, 3});

  private static final SparseMatrix SQUARE =
      SparseMatrix.ofRows(
          4,
          4,
          new int[] {0, 2, 3, 3, 5},
          new int[] {0, 2, 3, 0, 1},
          new float[] {0.5f, -1, 2, 1, 0.25f});

  static List<Operations> all() {
    return List.of(
        of("linear", v -> linear(v[0], v[1], v[2]), shape(7, 5), shape(3, 5), shape(1, 3)),
        of("linearWithoutBias", v -> linear(v[0], v[1]), shape(4, 5), shape(3, 5)),
        of(
            "linearPlus",
            v -> linearPlus(v[0], v[1], v[2], v[3]),
            shape(7, 5),
            shape(3, 5),
            shape(1, 3),
            shape(7, 3)),
        of(
            "linearPlusItsInput",
            v -> linearPlus(v[0], v[1], v[2], v[0]),
            shape(7, 5),
            shape(5, 5),
            shape(1, 5)),
        of(
            "linearThenQuickGelu",
            v -> activated(Unary.QUICK_GELU, v[0], v[1], v[2]),
            shape(7, 5),
            shape(3, 5),
            shape(1, 3)),
        of(
            "linearThenTanh",
            v -> activated(Unary.TANH, v[0], v[1], v[2]),
            shape(7, 5),
            shape(3, 5),
            shape(1, 3)),
        of("addToItself", v -> add(v[0], v[0]), shape(3, 4)),
        of("matmul", v -> matmul(v[0], v[1]), shape(6, 4), shape(4, 5)),
        of("matmulTransposed", v -> matmulTransposed(v[0], v[1]), shape(6, 4), shape(5, 4)),
        of("matmulTransposedOfItself", v -> matmulTransposed(v[0], v[0]), shape(4, 3)),
        of("add", v -> add(v[0], v[1]), shape(3, 4), shape(3, 4)),
        of("subtract", v -> subtract(v[0], v[1]), shape(3, 4), shape(3, 4)),
        of("multiply", v -> multiply(v[0], v[1]), shape(3, 4), shape(3, 4)),
        of("square", v -> multiply(v[0], v[0]), shape(3, 4)),
        of("meanOfThree", v -> mean(v[0], v[1], v[2]), shape(3, 4), shape(3, 4), shape(3, 4)),
        of("scale", v -> scale(v[0], -2.5), shape(3, 4)),
        of("addScalar", v -> addScalar(v[0], 0.75), shape(3, 4)),
        of("addRow", v -> addRow(v[0], v[1]), shape(9, 4), shape(1, 4)),
        of("multiplyRow", v -> multiplyRow(v[0], v[1]), shape(9, 4), shape(1, 4)),
        of("multiplyColumn", v -> multiplyColumn(v[0], v[1]), shape(9, 4), shape(9, 1)),
        of("addToColumns", v -> addToColumns(v[0], v[1], 2), shape(3, 7), shape(3, 4)),
        of("sigmoid", v -> Activation.sigmoid(v[0]), shape(5, 7)),
        of("tanh", v -> Activation.tanh(v[0]), shape(5, 7)),
        of("quickGelu", v -> Activation.quickGelu(v[0]), shape(5, 7)),
        of("gelu", v -> Activation.gelu(v[0]), shape(5, 7)),
        of("logSigmoid", v -> Activation.logSigmoid(v[0]), shape(5, 7)),
        of("exp", v -> Activation.exp(v[0]), shape(5, 7)),
        new Operations("log", v -> Activation.log(v[0]), true, new int[][] {shape(5, 7)}),
        of(
            "layerNorm",
            v -> Normalization.layerNorm(v[0], v[1], v[2], 1e-5),
            shape(4, 9),
            shape(1, 9),
            shape(1, 9)),
        of("normalizeRows", v -> Normalization.normalizeRows(v[0]), shape(4, 6)),
        of("softmax", v -> Softmax.softmax(v[0]), shape(4, 21)),
        of("logSoftmax", v -> Softmax.logSoftmax(v[0]), shape(4, 21)),
        of(
            "crossEntropyOfRepeatedRows",
            v -> Softmax.crossEntropy(v[0], v[1], new float[] {1, 3, 2, 1}),
            shape(4, 6),
            shape(4, 6)),
        of("gather", v -> gather(v[0], new int[] {2, 0, 2, 4}), shape(5, 3)),
        of(
            "gatherColumns",
            v -> gatherColumns(new int[] {2, 0, 2, 4}, v[0], v[1]),
            shape(5, 3),
            shape(5, 2)),
        of("replaceRows", v -> replaceRows(v[0], new int[] {3, 1}, v[1]), shape(5, 3), shape(2, 3)),
        of("concatRows", v -> concatRows(v[0], v[1]), shape(2, 3), shape(4, 3)),
        of("concatColumns", v -> concatColumns(v[0], v[1]), shape(4, 3), shape(4, 2)),
        of("sliceRows", v -> sliceRows(v[0], 1, 3), shape(5, 4)),
        of("sliceColumns", v -> sliceColumns(v[0], 1, 3), shape(5, 4)),
        of("repeatRows", v -> repeatRows(v[0], 3), shape(2, 4)),
        of("sum", v -> Reduction.sum(v[0]), shape(5, 4)),
        of("mean", v -> Reduction.mean(v[0]), shape(5, 4)),
        of("rowSum", v -> Reduction.rowSum(v[0]), shape(5, 4)),
        of("rowDot", v -> Reduction.rowDot(v[0], v[1]), shape(5, 19), shape(5, 19)),
        of(
            "rowDotOfGathered",
            v -> Reduction.rowDot(v[0], v[1], new int[] {2, 0, 2, 3, 0}),
            shape(5, 19),
            shape(4, 19)),
        of(
            "rowDotOfGatheredOfReused",
            v ->
                add(
                    Reduction.rowDot(v[0], v[1], new int[] {2, 0, 2, 3, 0}),
                    Reduction.rowDot(v[0], v[1], new int[] {1, 1, 2, 0, 3})),
            shape(5, 19),
            shape(4, 19)),
        of("sumOfSquares", v -> Reduction.sumOfSquares(v[0]), shape(5, 4)),
        of("frobeniusNorm", v -> Reduction.frobeniusNorm(v[0]), shape(5, 4)),
        of("crossEntropy", v -> Softmax.crossEntropy(v[0], v[1]), shape(19, 3), shape(19, 3)),
        of("attention", v -> Attention.attention(v[0], 2, 5, 2, false), shape(10, 3 * 6)),
        of("causalAttention", v -> Attention.attention(v[0], 2, 5, 2, true), shape(10, 3 * 6)),
        of("longCausalAttention", v -> Attention.attention(v[0], 1, 37, 2, true), shape(37, 12)),
        of("sparse", v -> SparseProduct.sparse(SPARSE, v[0]), shape(4, 70)),
        of(
            "rowsOfSparse",
            v -> SparseProduct.sparse(SPARSE, new int[] {4, 0, 3}, v[0]),
            shape(4, 70)),
        of(
            "rowsOfSparseOfReused",
            v ->
                add(
                    SparseProduct.sparse(SPARSE, new int[] {4, 0, 3}, v[0]),
                    SparseProduct.sparse(SPARSE, new int[] {1, 3, 2}, v[0])),
            shape(4, 70)),
        of("meanOfPowers", v -> SparseProduct.meanOfPowers(SQUARE, 3, v[0]), shape(4, 70)),
        of(
            "meanOfPowersOfParts",
            v -> SparseProduct.meanOfPowers(SQUARE, 3, v[0], v[1]),
            shape(3, 70),
            shape(1, 70)),
        of("meanOfNoPower", v -> SparseProduct.meanOfPowers(SQUARE, 0, v[0]), shape(4, 3)),
        of(
            "meanOfNoPowerOfParts",
            v -> SparseProduct.meanOfPowers(SQUARE, 0, v[0], v[1]),
            shape(2, 3),
            shape(2, 3)),
        of(
            "rowsOfMeanOfPowers",
            v -> SparseProduct.meanOfPowers(SQUARE, 2, new int[] {3, 0}, v[0], v[1]),
            shape(1, 70),
            shape(3, 70)),
        of(
            "rowsOfMeanOfPowersOfReused",
            v ->
                concatRows(
                    SparseProduct.meanOfPowers(SQUARE, 1, new int[] {1, 2}, v[0]),
                    SparseProduct.meanOfPowers(SQUARE, 0, new int[] {2}, v[0])),
            shape(4, 5)),
        of("dropout", v -> Dropout.dropout(v[0], 0.4, RandomStream.ofSeed(3)), shape(6, 4)),
        // The same value used twice: gradients add up.
        of("reuse", v -> multiply(Activation.sigmoid(v[0]), add(v[0], v[0])), shape(3, 4)));
  }
}
