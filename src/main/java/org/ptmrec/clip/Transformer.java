package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/** The blocks of a tower, one after the other. */
final class Transformer {
  private final ImmutableList<ResidualBlock> blocks;

  Transformer(ClipWeights weights, Tower tower, TowerConfig config) {
    blocks =
        IntStream.range(0, config.layers())
            .mapToObj(layer -> new ResidualBlock(weights, tower, config, layer))
            .collect(ImmutableList.toImmutableList());
  }

  int layers() {
    return blocks.size();
  }

  /**
   * Runs the first blocks as pretrained.
   *
   * @param x [batch length, width]
   * @return what block {@code layers} would read
   */
  Var prefix(Tape tape, Var x, Sequences sequences, int layers) {
    checkArgument(layers < blocks.size(), "a prefix of %s layers of %s", layers, blocks.size());
    for (ResidualBlock block : blocks.subList(0, layers)) {
      Var input = x;
      x = tape.scoped(() -> block.apply(tape, input, sequences, null, TowerHooks.NONE));
    }
    return x;
  }

  /**
   * Runs the blocks with their prompts: a layer that has its own discards what became of those of
   * the layer before (Eqs 7 and 9), any other carries them on (Eqs 8 and 10).
   *
   * @param x [batch length, width]; the first layer's prompts, if it has any, inserted
   * @param pooled the token of each sequence that is wanted, counted without prompts
   * @param first the block to begin with
   * @return [batch, width]
   */
  Var apply(Tape tape, Var x, Sequences tokens, int[] pooled, TowerHooks hooks, int first) {
    int last = blocks.size() - 1;
    Sequences sequences = tokens;
    for (int layer = first; layer <= last; layer++) {
      Var prompt = layer == 0 ? null : hooks.prompt(tape, layer);
      if (prompt != null && sequences.prompts() == 0) {
        sequences = sequences.withPrompts(prompt.rows());
        x = sequences.insertPrompts(x, prompt);
      } else if (prompt != null) {
        x = sequences.replacePrompts(x, prompt);
      }
      x = block(tape, layer, x, sequences, layer == last ? pooled : null, hooks);
    }
    return x;
  }

  /** Where nothing is differentiated, only one block's intermediates are alive at a time. */
  private Var block(
      Tape tape, int layer, Var x, Sequences sequences, int @Nullable [] pooled, TowerHooks hooks) {
    int[] kept = pooled == null ? null : sequences.rowsOf(pooled);
    return tape.segment(x, input -> blocks.get(layer).apply(tape, input, sequences, kept, hooks));
  }
}
