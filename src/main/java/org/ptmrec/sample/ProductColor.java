package org.ptmrec.sample;

import java.awt.Color;
import java.util.Locale;

/** The main colour of a product; pictures always show it, texts sometimes name it. */
enum ProductColor {
  RED(0xd0342c),
  ORANGE(0xf08a24),
  YELLOW(0xf4c92f),
  GREEN(0x3d9a50),
  TEAL(0x1f8f93),
  BLUE(0x2e62c4),
  PURPLE(0x7d46b0),
  PINK(0xef7fae),
  BROWN(0x80552f),
  BLACK(0x2b2b30);

  private final Color paint;

  ProductColor(int rgb) {
    this.paint = new Color(rgb);
  }

  Color paint() {
    return paint;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
