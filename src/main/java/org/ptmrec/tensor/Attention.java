package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

import org.ptmrec.tensor.Kernels.AttentionShape;

/** Multi-head self-attention; Vaswani et al., Attention Is All You Need, 2017. */
public final class Attention {
  private Attention() {}

  /**
   * softmax(q·kᵀ/√(width/heads))·v for every head of every sequence.
   *
   * @param qkv [batch·length, 3·width]: queries, keys and values side by side
   * @param causal whether a token sees only itself and what comes before it
   * @return [batch·length, width]
   */
  public static Var attention(Var qkv, int batch, int length, int heads, boolean causal) {
    int width = qkv.cols() / 3;
    checkArgument(
        qkv.rows() == batch * length && qkv.cols() == 3 * width && width % heads == 0,
        "%s for %s sequences of %s tokens and %s heads",
        qkv.value(),
        batch,
        length,
        heads);
    Tape tape = qkv.tape();
    Kernels kernels = tape.kernels();
    AttentionShape shape = new AttentionShape(batch, length, heads, causal);
    Matrix weights = tape.matrix(batch * heads * length, length);
    Matrix y = tape.matrix(qkv.rows(), width);
    kernels.attention(qkv.value(), shape, weights, y);
    qkv.needs(qkv.value(), weights);
    return tape.record(
        y,
        qkv.requiresGradient(),
        dy ->
            qkv.accumulate(
                (beta, dqkv) ->
                    kernels.attentionBackward(qkv.value(), shape, weights, dy, beta, dqkv)));
  }
}
