package org.ptmrec.sample;

import com.google.common.collect.ImmutableList;
import org.ptmrec.tensor.RandomStream;

/**
 * One product of the shop. Kind, colour and pattern are seen in its picture; quality and theme only
 * stand in its texts; brand, material and scene matter to nobody.
 */
record Product(
    ProductKind kind,
    ProductColor color,
    ProductPattern pattern,
    String quality,
    String theme,
    String brand,
    String material,
    Scene scene) {
  static final ImmutableList<String> QUALITIES =
      ImmutableList.of("handmade", "recycled", "vintage", "premium", "organic", "limited");
  static final ImmutableList<String> THEMES =
      ImmutableList.of(
          "ocean", "forest", "desert", "space", "jazz", "alpine", "garden", "city", "circus",
          "harvest");
  private static final ImmutableList<String> BRANDS =
      ImmutableList.of(
          "Alder",
          "Brightly",
          "Corvo",
          "Dunmore",
          "Elmfield",
          "Fjord",
          "Gilt",
          "Hearth",
          "Inkwell",
          "Juniper",
          "Kestrel",
          "Larkspur");

  static Product draw(RandomStream random) {
    ProductKind kind = ProductKind.values()[random.nextInt(ProductKind.values().length)];
    return new Product(
        kind,
        ProductColor.values()[random.nextInt(ProductColor.values().length)],
        ProductPattern.values()[random.nextInt(ProductPattern.values().length)],
        pick(QUALITIES, random),
        pick(THEMES, random),
        pick(BRANDS, random),
        pick(kind.materials(), random),
        Scene.draw(random));
  }

  static String pick(ImmutableList<String> words, RandomStream random) {
    return words.get(random.nextInt(words.size()));
  }
}
