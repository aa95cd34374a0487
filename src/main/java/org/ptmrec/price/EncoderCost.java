package org.ptmrec.price;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ptmrec.bench.ClipOperations;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.ClipSize;
import org.ptmrec.clip.TowerConfig;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tune.EncoderTunings;
import org.ptmrec.tune.TuningVariant;

/**
 * Operations and memory of an encoder by its sizes, texts at full length: more than texts take,
 * never less.
 */
final class EncoderCost {
  /** Forward and backward to a tuning's parameters, over forward alone; as bench tune shows. */
  private static final double WITH_BACKWARD = 2.2;

  private static final double RECOMPUTED = 1;

  /** Values of a token that a block holds at a time, in multiples of the width. */
  private static final int OF_A_BLOCK = 16;

  /** Those that its derivative reads: both norms' inputs, queries, keys, values, hidden layer. */
  private static final int KEPT = 9;

  private final ClipConfig config;
  private final String name;
  private final int texts;
  private final int patches;

  private EncoderCost(ClipConfig config, String name) {
    this.config = config;
    this.name = name;
    this.texts = config.text().contextLength();
    this.patches = 1 + config.vision().patches();
  }

  /** Of a model folder; if it is not there, of the paper's encoder. */
  static EncoderCost of(String folder) {
    Path path = Path.of(folder);
    return Files.exists(path.resolve(ClipConfig.FILE))
        ? new EncoderCost(ClipConfig.read(path), path.getFileName().toString())
        : of(ClipSize.VIT_B_16.config(), "ViT-B/16, as " + path.getFileName() + " is not there");
  }

  static EncoderCost of(ClipConfig config, String name) {
    return new EncoderCost(config, name);
  }

  String name() {
    return name;
  }

  int width() {
    return config.embeddingWidth();
  }

  /** 10^9 operations that one item's picture and text take forward. */
  double gigaflop() {
    ClipOperations operations = new ClipOperations(config);
    return (operations.image() + operations.text(texts)) / 1e9;
  }

  /** The same forward and backward. */
  double gigaflopWithBackward(boolean isRecomputed) {
    return gigaflop() * (WITH_BACKWARD + (isRecomputed ? RECOMPUTED : 0));
  }

  /** Bytes of a batch that goes forward: the weights, and one block's intermediates. */
  long memory(int batch) {
    return weights()
        + Float.BYTES
            * (long) batch
            * Math.max(
                block(config.vision().tower(), patches, OF_A_BLOCK),
                block(config.text().tower(), texts, OF_A_BLOCK));
  }

  /** Bytes of a batch that goes forward and backward through both towers. */
  long memoryWithBackward(int items, boolean isRecomputed) {
    return weights()
        + Float.BYTES
            * (long) items
            * (kept(config.vision().tower(), patches, isRecomputed)
                + kept(config.text().tower(), texts, isRecomputed));
  }

  private static long kept(TowerConfig tower, int tokens, boolean isRecomputed) {
    return isRecomputed
        ? tower.layers() * (long) tokens * tower.width() + block(tower, tokens, OF_A_BLOCK)
        : tower.layers() * block(tower, tokens, KEPT);
  }

  private static long block(TowerConfig tower, int tokens, int multiples) {
    return (long) tokens * (multiples * tower.width() + tower.heads() * tokens);
  }

  private long weights() {
    ClipConfig.Vision vision = config.vision();
    ClipConfig.Text text = config.text();
    long values =
        (long) vision.tower().width() * (vision.patchValues() + patches + config.embeddingWidth())
            + (long) text.tower().width() * (text.vocabulary() + texts + config.embeddingWidth())
            + layers(vision.tower())
            + layers(text.tower());
    return Float.BYTES * values;
  }

  private static long layers(TowerConfig tower) {
    long width = tower.width();
    return tower.layers() * (4 * width * width + 2 * width * tower.mlpWidth());
  }

  /** How many numbers a variant trains of the encoder. */
  long trained(TuningVariant variant) {
    return EncoderTunings.create(
            variant.method(), Map.copyOf(variant.options()), config, RandomStream.ofSeed(1))
        .countParameters();
  }

  /** Bytes of one item's picture and text after a layer. */
  long prefix() {
    return Float.BYTES
        * ((long) patches * config.vision().tower().width()
            + (long) texts * config.text().tower().width());
  }

  /** The share of the layers that a prefix is. */
  double share(int layers) {
    return (double) layers / config.vision().tower().layers();
  }
}
