package org.ptmrec.bench;

import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.TowerConfig;

/**
 * How many multiplications and additions the products of a forward pass are. Only what is computed
 * counts: the last block's output projection and MLP run for the pooled token alone, and a causal
 * token attends to half of the others.
 */
public final class ClipOperations {
  private final ClipConfig config;

  public ClipOperations(ClipConfig config) {
    this.config = config;
  }

  /** Of one image. */
  public double image() {
    ClipConfig.Vision vision = config.vision();
    double embedding = 2.0 * vision.patches() * vision.patchValues() * vision.tower().width();
    return embedding + tower(vision.tower(), 1 + vision.patches(), false);
  }

  /** Of one text of a number of tokens. */
  public double text(int tokens) {
    return tower(config.text().tower(), tokens, true);
  }

  private double tower(TowerConfig tower, double tokens, boolean causal) {
    double width = tower.width();
    double projections = 2 * tokens * width * 3 * width;
    double attended = causal ? (tokens + 1) / 2 : tokens;
    double attention = 4 * tokens * attended * width;
    double perToken = 2 * width * width + 4 * width * tower.mlpWidth();
    return tower.layers() * (projections + attention)
        + ((tower.layers() - 1) * tokens + 1) * perToken
        + 2 * width * config.embeddingWidth();
  }
}
