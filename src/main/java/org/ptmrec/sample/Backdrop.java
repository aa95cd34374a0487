package org.ptmrec.sample;

import java.awt.Color;
import java.util.Locale;

/**
 * What stands behind a product. It fills most of a picture and matters to no shopper: an encoder
 * that nobody tuned attends to it all the same.
 */
enum Backdrop {
  SNOW(0xf6f7f9),
  CREAM(0xf6ead0),
  SKY(0xb9dcf5),
  MINT(0xbfe8d2),
  PEACH(0xfbd0b5),
  LILAC(0xd9cbf0),
  STONE(0xa9adb3),
  MIDNIGHT(0x39405a);

  private final Color paint;

  Backdrop(int rgb) {
    this.paint = new Color(rgb);
  }

  Color paint() {
    return paint;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
