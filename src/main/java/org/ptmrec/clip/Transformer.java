package org.ptmrec.clip;

import com.google.common.collect.ImmutableList;
import java.util.stream.IntStream;
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

  /**
   * Runs the blocks with their prompts: a layer that has its own discards what became of those of
   * the layer before (Eqs 7 and 9), any other carries them on (Eqs 8 and 10).
   *
   * @param x [batch length, width], the first layer's prompts inserted
   * @param pooled position in each sequence of the token that is wanted
   * @return [batch, width]
   */
  Var apply(Tape tape, Var x, Sequences sequences, int[] pooled, TowerHooks hooks) {
    int last = blocks.size() - 1;
    for (int layer = 0; layer <= last; layer++) {
      ResidualBlock block = blocks.get(layer);
      int[] kept = layer == last ? sequences.rowsAt(pooled) : null;
      Var prompt = layer == 0 ? null : hooks.prompt(tape, layer);
      Var input = prompt == null ? x : sequences.replacePrompts(x, prompt);
      // Without gradients only one block's intermediates are alive at a time.
      x = tape.scoped(() -> block.apply(tape, input, sequences, kept, hooks));
    }
    return x;
  }
}
