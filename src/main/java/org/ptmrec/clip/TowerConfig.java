package org.ptmrec.clip;

import java.util.Arrays;

/**
 * Sizes of one tower's transformer.
 *
 * @param width length of a token's row in the residual stream
 * @param mlpWidth length of the row between the two layers of a block's MLP
 * @param heads attention heads; divides width
 * @param epsilon what layer norms add to the variance
 */
public record TowerConfig(
    int width, int mlpWidth, int heads, int layers, HiddenActivation activation, double epsilon) {
  private static final int MAX_WIDTH = 1 << 15;
  private static final int MAX_LAYERS = 1 << 10;

  /** Reads {@code text_config} or {@code vision_config}; what is missing is {@code missing}'s. */
  static TowerConfig read(JsonSettings json, TowerConfig missing) {
    int width = json.integer("hidden_size", missing.width, 1, MAX_WIDTH);
    int heads = json.integer("num_attention_heads", missing.heads, 1, width);
    if (width % heads != 0) {
      throw json.error("num_attention_heads", "a divisor of hidden_size, " + width);
    }
    String key = json.text("hidden_act", missing.activation.key());
    HiddenActivation activation =
        Arrays.stream(HiddenActivation.values())
            .filter(candidate -> candidate.key().equals(key))
            .findFirst()
            .orElseThrow(() -> json.error("hidden_act", "quick_gelu or gelu"));
    return new TowerConfig(
        width,
        json.integer("intermediate_size", missing.mlpWidth, 1, MAX_WIDTH),
        heads,
        json.integer("num_hidden_layers", missing.layers, 1, MAX_LAYERS),
        activation,
        json.positive("layer_norm_eps", missing.epsilon));
  }
}
