package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Sizes of a CLIP: {@code config.json} of the Hugging Face layout. A key that is missing has the
 * default of Hugging Face's CLIPConfig, which is OpenAI's ViT-B/32.
 *
 * @param embeddingWidth length of an image's or a text's embedding ({@code projection_dim})
 * @param logitScale initial logarithm of the inverse temperature; of use to pretraining only
 */
public record ClipConfig(Vision vision, Text text, int embeddingWidth, double logitScale) {
  /** Name of the file in a model folder. */
  public static final String FILE = "config.json";

  private static final int MAX_PIXELS = 4096;
  private static final int MAX_VOCABULARY = 1 << 24;
  private static final int MAX_CONTEXT = 1 << 14;

  /** Early Hugging Face exports name wrong tokens; theirs are the vocabulary's last two. */
  private static final int LEGACY_END_TOKEN = 2;

  private static final TowerConfig DEFAULT_VISION =
      new TowerConfig(768, 3072, 12, 12, HiddenActivation.QUICK_GELU, 1e-5);
  private static final TowerConfig DEFAULT_TEXT =
      new TowerConfig(512, 2048, 8, 12, HiddenActivation.QUICK_GELU, 1e-5);

  /**
   * The image tower.
   *
   * @param imageSize side of the square input in pixels
   * @param patchSize side of a patch in pixels; divides imageSize
   */
  public record Vision(TowerConfig tower, int imageSize, int patchSize) {
    public Vision {
      checkArgument(
          imageSize % patchSize == 0, "patch %s does not divide image %s", patchSize, imageSize);
    }

    /** Patches of an image. */
    public int patches() {
      return (imageSize / patchSize) * (imageSize / patchSize);
    }

    /** Values of a patch: three channels of patchSize x patchSize pixels. */
    public int patchValues() {
      return 3 * patchSize * patchSize;
    }

    /** Values of an image: three channels of imageSize x imageSize pixels. */
    public int imageValues() {
      return 3 * imageSize * imageSize;
    }
  }

  /**
   * The text tower.
   *
   * @param vocabulary number of token ids
   * @param contextLength longest sequence, start and end token included
   * @param startToken id that every sequence begins with
   * @param endToken id at whose first position a sequence is pooled
   */
  public record Text(
      TowerConfig tower, int vocabulary, int contextLength, int startToken, int endToken) {}

  /**
   * Reads {@code config.json} of a model folder.
   *
   * @throws UserErrorException naming the file and the key
   */
  public static ClipConfig read(Path folder) {
    JsonSettings json = JsonSettings.read(folder.resolve(FILE));
    if (!json.text("model_type", "clip").equals("clip")) {
      throw json.error("model_type", "clip");
    }
    return new ClipConfig(
        readVision(tower(json, "vision_config")),
        readText(tower(json, "text_config")),
        json.integer("projection_dim", 512, 1, 1 << 15),
        json.positive("logit_scale_init_value", 2.6592));
  }

  /** Exports of some versions repeat a tower's settings in a second object, which then counts. */
  private static JsonSettings tower(JsonSettings json, String key) {
    return json.object(key).overlaidBy(json.object(key + "_dict"));
  }

  private static Vision readVision(JsonSettings json) {
    int imageSize = json.integer("image_size", 224, 1, MAX_PIXELS);
    int patchSize = json.integer("patch_size", 32, 1, imageSize);
    if (imageSize % patchSize != 0) {
      throw json.error("patch_size", "a divisor of image_size, " + imageSize);
    }
    json.integer("num_channels", 3, 3, 3);
    return new Vision(TowerConfig.read(json, DEFAULT_VISION), imageSize, patchSize);
  }

  private static Text readText(JsonSettings json) {
    int vocabulary = json.integer("vocab_size", 49408, 3, MAX_VOCABULARY);
    int start = json.integer("bos_token_id", vocabulary - 2, 0, vocabulary - 1);
    int end = json.integer("eos_token_id", vocabulary - 1, 0, vocabulary - 1);
    boolean legacy = end == LEGACY_END_TOKEN;
    return new Text(
        TowerConfig.read(json, DEFAULT_TEXT),
        vocabulary,
        json.integer("max_position_embeddings", 77, 3, MAX_CONTEXT),
        legacy ? vocabulary - 2 : start,
        legacy ? vocabulary - 1 : end);
  }

  /** Sizes of one tower's transformer. */
  public TowerConfig tower(Tower tower) {
    return tower == Tower.VISION ? vision.tower : text.tower;
  }

  /** Writes {@code config.json} into a model folder. */
  public void write(Path folder) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("model_type", "clip");
    json.putArray("architectures").add("CLIPModel");
    json.put("projection_dim", embeddingWidth);
    json.put("logit_scale_init_value", logitScale);
    write(text.tower, json.putObject("text_config"))
        .put("vocab_size", text.vocabulary)
        .put("max_position_embeddings", text.contextLength)
        .put("bos_token_id", text.startToken)
        .put("eos_token_id", text.endToken);
    write(vision.tower, json.putObject("vision_config"))
        .put("image_size", vision.imageSize)
        .put("patch_size", vision.patchSize)
        .put("num_channels", 3);
    mapper.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(FILE).toFile(), json);
  }

  private ObjectNode write(TowerConfig tower, ObjectNode json) {
    return json.put("hidden_size", tower.width())
        .put("intermediate_size", tower.mlpWidth())
        .put("num_attention_heads", tower.heads())
        .put("num_hidden_layers", tower.layers())
        .put("hidden_act", tower.activation().key())
        .put("layer_norm_eps", tower.epsilon())
        .put("projection_dim", embeddingWidth);
  }
}
