package org.ptmrec.tensor;

import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.ptmrec.tensor.Kernels.AttentionShape;

/** Multi-head attention from ND4J products, one head of one sequence at a time. */
final class Nd4jAttention {
  private static final double MASKED = -1e30;

  private Nd4jAttention() {}

  /** The views of one head of one sequence into the packed matrices. */
  private record Head(INDArray q, INDArray k, INDArray v) {
    static Head of(INDArray qkv, int pair, AttentionShape shape) {
      int width = qkv.columns() / 3;
      return new Head(
          part(qkv, pair, shape, 0),
          part(qkv, pair, shape, width),
          part(qkv, pair, shape, 2 * width));
    }
  }

  private static INDArray part(INDArray packed, int pair, AttentionShape shape, int column) {
    int t = shape.length();
    int row = pair / shape.heads() * t;
    int width = packed.columns() / 3;
    int d = width / shape.heads();
    int from = column + pair % shape.heads() * d;
    return packed.get(interval(row, row + t), interval(from, from + d));
  }

  static void forward(INDArray qkv, AttentionShape shape, INDArray weights, INDArray y) {
    int t = shape.length();
    int width = y.columns();
    double scale = 1 / Math.sqrt((double) width / shape.heads());
    INDArray mask = shape.causal() ? causalMask(t, qkv) : null;
    for (int pair = 0; pair < shape.batch() * shape.heads(); pair++) {
      Head head = Head.of(qkv, pair, shape);
      INDArray logits = head.q.mmul(head.k.transpose()).muli(scale);
      if (mask != null) {
        logits.addi(mask);
      }
      INDArray e = Transforms.exp(logits.subiColumnVector(logits.max(true, 1)), false);
      e.diviColumnVector(e.sum(true, 1));
      weights.get(interval(pair * t, (pair + 1) * t), interval(0, t)).assign(e);
      output(y, pair, shape).assign(e.mmul(head.v));
    }
  }

  static void backward(
      INDArray qkv, AttentionShape shape, INDArray weights, INDArray dy, INDArray dqkv) {
    int t = shape.length();
    double scale = 1 / Math.sqrt((double) dy.columns() / shape.heads());
    for (int pair = 0; pair < shape.batch() * shape.heads(); pair++) {
      Head head = Head.of(qkv, pair, shape);
      Head gradient = Head.of(dqkv, pair, shape);
      INDArray p = weights.get(interval(pair * t, (pair + 1) * t), interval(0, t)).dup();
      INDArray dOut = output(dy, pair, shape).dup();
      gradient.v.addi(p.transpose().mmul(dOut));
      INDArray dp = dOut.mmul(head.v.transpose());
      INDArray dLogits = dp.subiColumnVector(dp.mul(p).sum(true, 1)).muli(p).muli(scale);
      gradient.q.addi(dLogits.mmul(head.k));
      gradient.k.addi(dLogits.transpose().mmul(head.q));
    }
  }

  private static INDArray output(INDArray y, int pair, AttentionShape shape) {
    int t = shape.length();
    int row = pair / shape.heads() * t;
    int d = y.columns() / shape.heads();
    int from = pair % shape.heads() * d;
    return y.get(interval(row, row + t), interval(from, from + d));
  }

  private static INDArray causalMask(int t, INDArray like) {
    INDArray mask = Nd4j.zeros(like.dataType(), t, t);
    for (int i = 0; i < t; i++) {
      for (int j = i + 1; j < t; j++) {
        mask.putScalar(i, j, MASKED);
      }
    }
    return mask;
  }
}
