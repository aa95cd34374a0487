package org.ptmrec.clip;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * The places where a tuning method may reach into a tower. Each default leaves the tower as it was
 * pretrained; a method overrides those that it needs.
 *
 * <p>A layer may be computed twice in a step, forwards and again on the way back: the same call
 * must then give the same.
 *
 * <p>Layers count from 0. Rows are tokens; in the last layer they may be fewer than before, since
 * only the pooled tokens matter from there on.
 */
public interface TowerHooks {
  /** Leaves a tower as it is. */
  TowerHooks NONE = new TowerHooks() {};

  /**
   * The first layer that anything is changed in: those before compute as pretrained, so that what
   * they make of an input may be kept.
   */
  default int firstLayer() {
    return 0;
  }

  /**
   * The rows [prompts, width] that a layer reads in every sequence, in place of what the layer
   * before made of its own; null if there are none or they are carried on. All layers that have
   * some have equally many.
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
   * What is made of the rows [n, width] that a layer's attention, its output projection included,
   * is about to add to the residual stream; null if they are added as they are, which is faster
   * than an identity.
   */
  default @Nullable UnaryOperator<Var> afterAttention(Tape tape, int layer) {
    return null;
  }

  /** As {@link #afterAttention}, of what a layer's MLP is about to add. */
  default @Nullable UnaryOperator<Var> afterMlp(Tape tape, int layer) {
    return null;
  }
}
