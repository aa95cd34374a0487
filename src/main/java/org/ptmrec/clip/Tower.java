package org.ptmrec.clip;

import java.util.Locale;

/** CLIP's two encoders. */
public enum Tower {
  VISION,
  TEXT;

  /** The name as part of a parameter's name: vision or text. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the names of this tower's tensors begin with, in the Hugging Face layout. */
  String prefix() {
    return key() + "_model.";
  }

  /** What the names of a block's tensors begin with. */
  String block(int layer) {
    return prefix() + "encoder.layers." + layer + ".";
  }
}
