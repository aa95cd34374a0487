package org.ptmrec.clip;

import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Attention.attention;
import static org.ptmrec.tensor.Rows.gather;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/** A transformer block with the norms first: x += MHA(LN(x)); x += W2 act(W1 LN(x) + b1) + b2. */
final class ResidualBlock {
  private final int layer;
  private final TowerConfig config;
  private final boolean causal;
  private final LayerNorm norm1;
  private final Affine qkv;
  private final Affine out;
  private final LayerNorm norm2;
  private final Affine fc1;
  private final Affine fc2;

  ResidualBlock(ClipWeights weights, Tower tower, TowerConfig config, int layer) {
    this.layer = layer;
    this.config = config;
    this.causal = tower == Tower.TEXT;
    String block = tower.block(layer);
    norm1 = LayerNorm.of(weights, block + "layer_norm1", config);
    qkv = Affine.of(weights, block + "self_attn.qkv_proj");
    out = Affine.of(weights, block + "self_attn.out_proj");
    norm2 = LayerNorm.of(weights, block + "layer_norm2", config);
    fc1 = Affine.of(weights, block + "mlp.fc1");
    fc2 = Affine.of(weights, block + "mlp.fc2");
  }

  /**
   * What the block makes of its input.
   *
   * @param x [batch length, width]
   * @param kept rows that anything after this block reads: the others still are attended to, but
   *     nothing else is computed for them; null for all
   * @return [kept or all rows, width]
   */
  Var apply(Tape tape, Var x, Sequences sequences, int @Nullable [] kept, TowerHooks hooks) {
    Var normed = norm1.apply(tape, x);
    Var projected = hooks.projections(tape, layer, normed, qkv.apply(tape, normed));
    Var attended =
        attention(projected, sequences.batch(), sequences.length(), config.heads(), causal);
    if (kept != null) {
      attended = gather(attended, kept);
      x = gather(x, kept);
    }
    x = addTo(tape, x, out, attended, hooks.afterAttention(tape, layer));
    Var hidden = fc1.applyThen(tape, config.activation().function(), norm2.apply(tape, x));
    return addTo(tape, x, fc2, hidden, hooks.afterMlp(tape, layer));
  }

  /** Adds what a branch's last layer gives to the residual stream, changed if a method wants so. */
  private static Var addTo(
      Tape tape, Var x, Affine last, Var branch, @Nullable UnaryOperator<Var> change) {
    return change == null
        ? last.applyPlus(tape, branch, x)
        : add(x, change.apply(last.apply(tape, branch)));
  }
}
