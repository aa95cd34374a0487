package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;
import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Linear.linear;
import static org.ptmrec.tensor.Rows.concatRows;
import static org.ptmrec.tensor.Rows.repeatRows;
import static org.ptmrec.tensor.Rows.sliceRows;

import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * CLIP's image encoder, a vision transformer (Dosovitskiy et al., 2021); Eqs 3 and 4, with prompts
 * Eqs 7 and 8.
 */
final class VisionTower {
  private final ClipConfig.Vision config;
  private final Parameter classEmbedding;
  private final Parameter patchEmbedding;
  private final Parameter positionEmbedding;
  private final LayerNorm preNorm;
  private final Transformer transformer;
  private final LayerNorm postNorm;
  private final Parameter projection;

  VisionTower(ClipWeights weights, ClipConfig.Vision config) {
    this.config = config;
    String prefix = Tower.VISION.prefix();
    classEmbedding = weights.get(prefix + "embeddings.class_embedding");
    patchEmbedding = weights.get(prefix + "embeddings.patch_embedding.weight");
    positionEmbedding = weights.get(prefix + "embeddings.position_embedding.weight");
    preNorm = LayerNorm.of(weights, prefix + "pre_layrnorm", config.tower());
    transformer = new Transformer(weights, Tower.VISION, config.tower());
    postNorm = LayerNorm.of(weights, prefix + "post_layernorm", config.tower());
    projection = weights.get("visual_projection.weight");
  }

  /**
   * Embeds pictures.
   *
   * @param pixels of each picture 3 x size x size values
   * @return [pictures, embedding width]
   */
  Var apply(Tape tape, float[][] pixels, TowerHooks hooks) {
    Sequences sequences = sequences(pixels.length);
    Var x = patchesAndPositions(tape, pixels);
    Var prompt = hooks.prompt(tape, 0);
    if (prompt != null) {
      sequences = sequences.withPrompts(prompt.rows());
      x = sequences.insertPrompts(x, prompt);
    }
    return embed(tape, preNorm.apply(tape, x), sequences, hooks, 0);
  }

  /** What the first layers make of pictures, [pictures tokens, width]. */
  Var prefix(Tape tape, float[][] pixels, int layers) {
    Var x = preNorm.apply(tape, patchesAndPositions(tape, pixels));
    return transformer.prefix(tape, x, sequences(pixels.length), layers);
  }

  /** What {@link #apply} makes of the pictures of a {@link #prefix}. */
  Var applyFrom(Tape tape, Var prefix, int pictures, int layers, TowerHooks hooks) {
    return embed(tape, prefix, sequences(pictures), hooks, layers);
  }

  /** Prompts come last in the image tower. */
  private Sequences sequences(int pictures) {
    int tokens = 1 + config.patches();
    return Sequences.ofTokens(pictures, tokens, tokens);
  }

  private Var embed(Tape tape, Var x, Sequences sequences, TowerHooks hooks, int first) {
    int[] classTokens = new int[sequences.batch()];
    Var pooled = transformer.apply(tape, x, sequences, classTokens, hooks, first);
    return linear(postNorm.apply(tape, pooled), tape.var(projection));
  }

  private Var patchesAndPositions(Tape tape, float[][] pixels) {
    int batch = pixels.length;
    Var patches =
        tape.constant(batch * (1 + config.patches()), config.patchValues(), patches(pixels));
    Var x = linear(patches, tape.var(patchEmbedding)); // shape = [batch tokens, width]
    return add(x, repeatRows(classAndPositions(tape), batch));
  }

  /** What is added to a sequence: each position's embedding, and to the first the class token. */
  private Var classAndPositions(Tape tape) {
    Var positions = tape.var(positionEmbedding);
    Var first = add(sliceRows(positions, 0, 1), tape.var(classEmbedding));
    return concatRows(first, sliceRows(positions, 1, positions.rows()));
  }

  /**
   * The patches as rows, before those of each picture a row of zeros for the class token. Patches
   * go row by row; the values of one by channel, row and column, as the embedding's weights do.
   */
  private float[] patches(float[][] pixels) {
    int size = config.imageSize();
    int patch = config.patchSize();
    int grid = size / patch;
    float[] rows = new float[pixels.length * (1 + config.patches()) * config.patchValues()];
    int to = 0;
    for (float[] image : pixels) {
      checkArgument(
          image.length == config.imageValues(),
          "%s values where a picture has %s",
          image.length,
          config.imageValues());
      to += config.patchValues();
      for (int position = 0; position < config.patches(); position++) {
        int corner = position / grid * patch * size + position % grid * patch;
        for (int line = 0; line < 3 * patch; line++) {
          int from = line / patch * size * size + line % patch * size + corner;
          System.arraycopy(image, from, rows, to, patch);
          to += patch;
        }
      }
    }
    return rows;
  }
}
