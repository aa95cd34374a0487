package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;
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
    Var prompt = hooks.prompt(tape, 0);
    // Prompts of the first layer take positions, those that join later do not.
    int[][] fitted = fit(tokens, config.contextLength() - (prompt == null ? 0 : prompt.rows()));
    Sequences sequences = sequences(fitted.length, longest(fitted), hooks);
    Var x = gather(tape.var(tokenEmbedding), ids(fitted)); // shape = [batch longest, width]
    if (prompt != null) {
      sequences = sequences.withPrompts(prompt.rows());
      x = sequences.insertPrompts(x, prompt);
    }
    return embed(tape, addPositions(tape, x, sequences), sequences, ends(fitted), hooks, 0);
  }

  /** What the first layers make of texts, [texts longest, width]; rows after a text's end vary. */
  Var prefix(Tape tape, int[][] tokens, int layers) {
    int[][] fitted = fit(tokens, config.contextLength());
    Sequences sequences = sequences(fitted.length, longest(fitted), TowerHooks.NONE);
    Var x = gather(tape.var(tokenEmbedding), ids(fitted));
    return transformer.prefix(tape, addPositions(tape, x, sequences), sequences, layers);
  }

  /**
   * What {@link #apply} makes of the texts of a {@link #prefix}.
   *
   * @param lengths of each text, from the start to the end token
   */
  Var applyFrom(Tape tape, Var prefix, int[] lengths, int layers, TowerHooks hooks) {
    int[] ends = Arrays.stream(lengths).map(length -> length - 1).toArray();
    Sequences sequences = sequences(lengths.length, prefix.rows() / lengths.length, hooks);
    return embed(tape, prefix, sequences, ends, hooks, layers);
  }

  /** Tokens of a text that the tower reads where nothing is put into it. */
  int length(int[] text) {
    return fit(text, config.contextLength()).length;
  }

  private static Sequences sequences(int texts, int tokens, TowerHooks hooks) {
    return Sequences.ofTokens(texts, tokens, hooks.promptsBeforeStart() ? 0 : 1);
  }

  private Var addPositions(Tape tape, Var x, Sequences sequences) {
    Var positions = sliceRows(tape.var(positionEmbedding), 0, sequences.length());
    return add(x, repeatRows(positions, sequences.batch()));
  }

  private Var embed(
      Tape tape, Var x, Sequences sequences, int[] ends, TowerHooks hooks, int first) {
    Var pooled = transformer.apply(tape, x, sequences, ends, hooks, first); // [batch, width]
    return linear(finalNorm.apply(tape, pooled), tape.var(projection));
  }

  private static int longest(int[][] texts) {
    return Arrays.stream(texts).mapToInt(text -> text.length).max().orElse(0);
  }

  private static int[] ends(int[][] texts) {
    return Arrays.stream(texts).mapToInt(text -> text.length - 1).toArray();
  }

  private static int[] ids(int[][] texts) {
    int longest = longest(texts);
    return Ints.concat(
        Arrays.stream(texts).map(text -> Arrays.copyOf(text, longest)).toArray(int[][]::new));
  }

  private int[][] fit(int[][] texts, int limit) {
    return Arrays.stream(texts).map(text -> fit(text, limit)).toArray(int[][]::new);
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
