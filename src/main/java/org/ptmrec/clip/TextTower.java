package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Linear.linear;
import static org.ptmrec.tensor.Rows.gather;
import static org.ptmrec.tensor.Rows.repeatRows;
import static org.ptmrec.tensor.Rows.sliceRows;

import com.google.common.primitives.Ints;
import java.util.Arrays;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/** CLIP's text encoder; Eqs 5 and 6, with prompts Eqs 9 and 10. */
final class TextTower {
  private final ClipConfig.Text config;
  private final Parameter tokenEmbedding;
  private final Parameter positionEmbedding;
  private final Transformer transformer;
  private final LayerNorm finalNorm;
  private final Parameter projection;

  TextTower(ClipWeights weights, ClipConfig.Text config) {
    this.config = config;
    String prefix = Tower.TEXT.prefix();
    tokenEmbedding = weights.get(prefix + "embeddings.token_embedding.weight");
    positionEmbedding = weights.get(prefix + "embeddings.position_embedding.weight");
    transformer = new Transformer(weights, Tower.TEXT, config.tower());
    finalNorm = LayerNorm.of(weights, prefix + "final_layer_norm", config.tower());
    projection = weights.get("text_projection.weight");
  }

  /**
   * Embeds texts. All run at the length of the longest: a token sees only what comes before it, so
   * that what follows an end token changes nothing.
   *
   * @param tokens of each text at least from the start to the end token
   * @return [texts, embedding width]
   */
  Var apply(Tape tape, int[][] tokens, TowerHooks hooks) {
    int batch = tokens.length;
    int prompts = hooks.prompts();
    int[][] fitted =
        Arrays.stream(tokens)
            .map(text -> fit(text, config.contextLength() - prompts))
            .toArray(int[][]::new);
    int longest = Arrays.stream(fitted).mapToInt(text -> text.length).max().orElse(0);
    Sequences sequences =
        new Sequences(batch, longest + prompts, prompts, hooks.promptsBeforeStart() ? 0 : 1);
    int[] ids =
        Ints.concat(
            Arrays.stream(fitted).map(text -> Arrays.copyOf(text, longest)).toArray(int[][]::new));
    int[] ends = Arrays.stream(fitted).mapToInt(text -> text.length - 1 + prompts).toArray();

    Var x = gather(tape.var(tokenEmbedding), ids); // shape = [batch longest, width]
    if (prompts > 0) {
      x = sequences.insertPrompts(x, requireNonNull(hooks.prompt(tape, 0)));
    }
    Var positions = sliceRows(tape.var(positionEmbedding), 0, sequences.length());
    x = add(x, repeatRows(positions, batch));
    x = transformer.apply(tape, x, sequences, ends, hooks); // shape = [batch, width]
    return linear(finalNorm.apply(tape, x), tape.var(projection));
  }

  /** A text up to its first end token; one that is too long loses the last of its content. */
  private int[] fit(int[] text, int limit) {
    int end = Ints.indexOf(text, config.endToken());
    checkArgument(end >= 0, "a text without the end token %s", config.endToken());
    int[] fitted = Arrays.copyOf(text, Math.min(end + 1, limit));
    fitted[fitted.length - 1] = config.endToken();
    for (int id : fitted) {
      checkArgument(id >= 0 && id < config.vocabulary(), "token %s of %s", id, config.vocabulary());
    }
    return fitted;
  }
}
