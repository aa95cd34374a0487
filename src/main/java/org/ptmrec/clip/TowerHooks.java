package org.ptmrec.clip;

import org.jspecify.annotations.Nullable;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * The places where a tuning method may reach into a tower. Each default leaves the tower as it was
 * pretrained; a method overrides those that it needs.
 *
 * <p>Layers count from 0. Rows are tokens; in the last layer they may be fewer than before, since
 * only the pooled tokens matter from there on.
 */
public interface TowerHooks {
  /** Leaves a tower as it is. */
  TowerHooks NONE = new TowerHooks() {};

  /** How many rows are put into every sequence. */
  default int prompts() {
    return 0;
  }

  /**
   * The rows [prompts, width] that a layer reads in place of what the layer before made of its own;
   * null if they are carried on. The first layer needs them.
   */
  default @Nullable Var prompt(Tape tape, int layer) {
    return null;
  }

  /**
   * Whether prompts of the text tower come before the start token and not after it. (Those of the
   * image tower always come last.)
   */
  default boolean promptsBeforeStart() {
    return false;
  }

  /**
   * Changes a layer's queries, keys and values.
   *
   * @param x what they are projected from, [n, width]
   * @param qkv the pretrained projection, [n, 3 width]
   */
  default Var projections(Tape tape, int layer, Var x, Var qkv) {
    return qkv;
  }

  /**
   * Changes what a layer's attention is about to add to the residual stream.
   *
   * @param output [n, width], after the output projection
   */
  default Var attention(Tape tape, int layer, Var output) {
    return output;
  }

  /**
   * Changes what a layer's MLP is about to add to the residual stream.
   *
   * @param output [n, width]
   */
  default Var mlp(Tape tape, int layer, Var output) {
    return output;
  }
}
