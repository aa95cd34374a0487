package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * CLIP: an image and a text encoder into one space; Radford et al., Learning Transferable Visual
 * Models From Natural Language Supervision, 2021. Embeddings are not normalised.
 *
 * <p>Immutable while frozen: one may serve several threads, each with its own tape.
 */
public final class Clip {
  private final ClipConfig config;
  private final ClipWeights weights;
  private final VisionTower vision;
  private final TextTower text;

  private Clip(ClipConfig config, ClipWeights weights) {
    this.config = config;
    this.weights = weights;
    this.vision = new VisionTower(weights, config.vision());
    this.text = new TextTower(weights, config.text());
  }

  /**
   * Loads a folder in the Hugging Face layout ({@code config.json}, {@code model.safetensors}),
   * frozen.
   *
   * @throws UserErrorException naming the file and the key or tensor
   */
  public static Clip load(Path folder) {
    ClipConfig config = ClipConfig.read(folder);
    return new Clip(config, ClipWeights.load(folder, config));
  }

  /** A new CLIP to be pretrained, initialised as OpenAI's. */
  public static Clip initialize(ClipConfig config, RandomStream random) {
    return new Clip(config, ClipWeights.create(config, true, new ClipInitializer(config, random)));
  }

  /** A frozen CLIP of any size with weights as before pretraining: for measuring only. */
  public static Clip untrained(ClipConfig config, RandomStream random) {
    return new Clip(config, ClipWeights.create(config, false, new ClipInitializer(config, random)));
  }

  public ClipConfig config() {
    return config;
  }

  /** Length of an embedding. */
  public int embeddingWidth() {
    return config.embeddingWidth();
  }

  /**
   * Embeds pictures.
   *
   * @param pixels of each picture 3 x size x size values, as {@link ImagePreprocessor} makes them
   * @return [pictures, embedding width]
   */
  public Var encodeImages(Tape tape, float[][] pixels, TowerHooks hooks) {
    checkArgument(pixels.length > 0, "no pictures");
    return tape.scoped(() -> vision.apply(tape, pixels, hooks));
  }

  /**
   * Embeds texts at the length of the longest.
   *
   * @param tokens of each text at least from the start to the end token, as {@link
   *     BytePairTokenizer} makes them; where prompts leave no room, content is cut off
   * @return [texts, embedding width]
   */
  public Var encodeTexts(Tape tape, int[][] tokens, TowerHooks hooks) {
    checkArgument(tokens.length > 0, "no texts");
    return tape.scoped(() -> text.apply(tape, tokens, hooks));
  }

  /**
   * What the first layers of the image tower make of pictures as pretrained. A method that leaves
   * these layers alone ({@link TowerHooks#firstLayer}) can go on from it as often as it likes.
   *
   * @return [pictures · tokens, width]
   */
  public Var imagePrefix(Tape tape, float[][] pixels, int layers) {
    checkArgument(pixels.length > 0, "no pictures");
    return tape.scoped(() -> vision.prefix(tape, pixels, layers));
  }

  /**
   * The same embeddings as {@link #encodeImages}, from a prefix.
   *
   * @param prefix of {@code layers} layers, picture by picture
   */
  public Var encodeImages(Tape tape, Var prefix, int pictures, int layers, TowerHooks hooks) {
    checkLeavesAlone(hooks, layers);
    return tape.scoped(() -> vision.applyFrom(tape, prefix, pictures, layers, hooks));
  }

  /**
   * As {@link #imagePrefix}, of texts.
   *
   * @return [texts · tokens of the longest, width]; the rows of a text after its end say nothing
   */
  public Var textPrefix(Tape tape, int[][] tokens, int layers) {
    checkArgument(tokens.length > 0, "no texts");
    return tape.scoped(() -> text.prefix(tape, tokens, layers));
  }

  /**
   * The same embeddings as {@link #encodeTexts}, from a prefix.
   *
   * @param prefix of {@code layers} layers, text by text, all with as many rows as the longest
   * @param lengths rows of each text up to its end token
   */
  public Var encodeTexts(Tape tape, Var prefix, int[] lengths, int layers, TowerHooks hooks) {
    checkLeavesAlone(hooks, layers);
    return tape.scoped(() -> text.applyFrom(tape, prefix, lengths, layers, hooks));
  }

  private static void checkLeavesAlone(TowerHooks hooks, int layers) {
    checkArgument(
        hooks.firstLayer() >= layers,
        "a prefix of %s layers for a method that changes layer %s",
        layers,
        hooks.firstLayer());
  }

  /**
   * Rows of a text in a {@link #textPrefix}: its tokens up to the end token, cut to the context.
   */
  public int prefixRows(int[] tokens) {
    return text.length(tokens);
  }

  /** Rows of a picture in an {@link #imagePrefix}. */
  public int prefixRows() {
    return 1 + config.vision().patches();
  }

  /** All parameters; trainable if this CLIP was {@link #initialize}d. */
  public ImmutableList<Parameter> parameters() {
    return ImmutableList.copyOf(weights.all());
  }

  /** The logarithm of the inverse temperature of the contrastive loss, [1, 1]. */
  Parameter logitScale() {
    return weights.get("logit_scale");
  }

  /** The packed query, key and value weights of a layer, [3 width, width]. */
  public Parameter projections(Tower tower, int layer) {
    return weights.get(projectionsName(tower, layer));
  }

  /** This CLIP with other projections in some layers of a tower; the rest is shared. */
  public Clip withProjections(Tower tower, Map<Integer, Matrix> byLayer) {
    ImmutableMap.Builder<String, Matrix> replacements = ImmutableMap.builder();
    byLayer.forEach((layer, value) -> replacements.put(projectionsName(tower, layer), value));
    return new Clip(config, weights.with(replacements.buildOrThrow()));
  }

  private static String projectionsName(Tower tower, int layer) {
    return tower.block(layer) + "self_attn.qkv_proj.weight";
  }

  /**
   * Writes {@code config.json} and {@code model.safetensors}.
   *
   * @param type F32, or F16 for half the size
   */
  public void write(Path folder, ElementType type) throws IOException {
    config.write(folder);
    weights.write(folder, type);
  }
}
