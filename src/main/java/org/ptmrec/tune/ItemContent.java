package org.ptmrec.tune;

/** What the encoder reads of every item. Safe for use by several threads. */
public interface ItemContent {

  boolean hasImage(int item);

  /** The preprocessed picture, 3 × size × size values; only for items that have one. */
  float[] pixels(int item);

  /** Token ids from the start to the end token. */
  int[] tokens(int item);
}
