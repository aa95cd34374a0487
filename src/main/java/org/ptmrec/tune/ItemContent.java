package org.ptmrec.tune;

import org.jspecify.annotations.Nullable;

/** What the encoder reads of every item. Safe for use by several threads. */
public interface ItemContent {

  boolean hasImage(int item);

  /** The preprocessed picture, 3 × size × size values; only for items that have one. */
  float[] pixels(int item);

  /** Token ids from the start to the end token. */
  int[] tokens(int item);

  /** What the encoders' first layers make of the items, where that was computed before. */
  default @Nullable Prefixes prefixes() {
    return null;
  }
}
