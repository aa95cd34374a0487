package org.ptmrec.clip;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;

/** Which tensors {@code model.safetensors} of the Hugging Face layout holds, and their shapes. */
final class ClipLayout {
  private final List<Entry> entries = new ArrayList<>();

  private ClipLayout(ClipConfig config) {
    ClipConfig.Text text = config.text();
    String prefix = Tower.TEXT.prefix();
    long width = text.tower().width();
    add(prefix + "embeddings.token_embedding.weight", text.vocabulary(), width);
    add(prefix + "embeddings.position_embedding.weight", text.contextLength(), width);
    addBlocks(Tower.TEXT, text.tower());
    addLayerNorm(prefix + "final_layer_norm", width);
    add("text_projection.weight", config.embeddingWidth(), width);

    ClipConfig.Vision vision = config.vision();
    prefix = Tower.VISION.prefix();
    width = vision.tower().width();
    long patch = vision.patchSize();
    add(prefix + "embeddings.class_embedding", width);
    add(prefix + "embeddings.patch_embedding.weight", width, 3, patch, patch);
    add(prefix + "embeddings.position_embedding.weight", vision.patches() + 1, width);
    addLayerNorm(prefix + "pre_layrnorm", width); // the layout's own spelling
    addBlocks(Tower.VISION, vision.tower());
    addLayerNorm(prefix + "post_layernorm", width);
    add("visual_projection.weight", config.embeddingWidth(), width);

    add("logit_scale");
  }

  /** One tensor of the file. */
  record Entry(String name, ImmutableLongArray shape) {
    long size() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  /** Every tensor that a CLIP of these sizes has, in the order in which they are written. */
  static List<Entry> entries(ClipConfig config) {
    return List.copyOf(new ClipLayout(config).entries);
  }

  private void addBlocks(Tower tower, TowerConfig config) {
    long width = config.width();
    for (int layer = 0; layer < config.layers(); layer++) {
      String block = tower.block(layer);
      addLinear(block + "self_attn.q_proj", width, width);
      addLinear(block + "self_attn.k_proj", width, width);
      addLinear(block + "self_attn.v_proj", width, width);
      addLinear(block + "self_attn.out_proj", width, width);
      addLayerNorm(block + "layer_norm1", width);
      addLinear(block + "mlp.fc1", config.mlpWidth(), width);
      addLinear(block + "mlp.fc2", width, config.mlpWidth());
      addLayerNorm(block + "layer_norm2", width);
    }
  }

  private void addLinear(String name, long out, long in) {
    add(name + ".weight", out, in);
    add(name + ".bias", out);
  }

  private void addLayerNorm(String name, long width) {
    add(name + ".weight", width);
    add(name + ".bias", width);
  }

  private void add(String name, long... shape) {
    entries.add(new Entry(name, ImmutableLongArray.copyOf(shape)));
  }
}
