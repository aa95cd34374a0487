package org.ptmrec.clip;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The sizes of OpenAI's vision transformers (Radford et al., 2021, Table 20), by their names. */
public enum ClipSize {
  VIT_B_32("ViT-B/32", tower(768, 12), 32, tower(512, 12), 512),
  VIT_B_16("ViT-B/16", tower(768, 12), 16, tower(512, 12), 512),
  VIT_L_14("ViT-L/14", tower(1024, 24), 14, tower(768, 12), 768);

  private static final int IMAGE_SIZE = 224;
  private static final int HEAD_WIDTH = 64;
  private static final int VOCABULARY = 49408;
  private static final int CONTEXT_LENGTH = 77;
  private static final double LOGIT_SCALE = 2.6592;

  private final String label;
  private final TowerConfig vision;
  private final int patchSize;
  private final TowerConfig text;
  private final int embeddingWidth;

  ClipSize(String label, TowerConfig vision, int patchSize, TowerConfig text, int embeddingWidth) {
    this.label = label;
    this.vision = vision;
    this.patchSize = patchSize;
    this.text = text;
    this.embeddingWidth = embeddingWidth;
  }

  private static TowerConfig tower(int width, int layers) {
    return new TowerConfig(
        width, 4 * width, width / HEAD_WIDTH, layers, HiddenActivation.QUICK_GELU, 1e-5);
  }

  /** The size of a name such as ViT-B/32, if there is one. */
  public static Optional<ClipSize> named(String name) {
    return Arrays.stream(values()).filter(size -> size.label.equalsIgnoreCase(name)).findFirst();
  }

  /** All names. */
  public static List<String> names() {
    return Arrays.stream(values()).map(size -> size.label).toList();
  }

  /** What {@code config.json} of such a model says. */
  public ClipConfig config() {
    return new ClipConfig(
        new ClipConfig.Vision(vision, IMAGE_SIZE, patchSize),
        new ClipConfig.Text(text, VOCABULARY, CONTEXT_LENGTH, VOCABULARY - 2, VOCABULARY - 1),
        embeddingWidth,
        LOGIT_SCALE);
  }
}
