package org.ptmrec.sample;

import com.google.common.collect.ImmutableList;

/** What a product is; pictures show it, titles name it. */
enum ProductKind {
  MUG("mug", "Kitchen", "Mugs", "ceramic", "enamel"),
  SHIRT("shirt", "Clothing", "Shirts", "cotton", "linen"),
  LAMP("lamp", "Home", "Lamps", "brass", "steel"),
  BAG("bag", "Accessories", "Bags", "leather", "canvas"),
  CHAIR("chair", "Home", "Chairs", "oak", "beech"),
  BOTTLE("bottle", "Kitchen", "Bottles", "steel", "glass"),
  SHOE("shoe", "Clothing", "Shoes", "leather", "canvas"),
  CLOCK("clock", "Home", "Clocks", "oak", "brass"),
  HAT("hat", "Clothing", "Hats", "cotton", "wool"),
  UMBRELLA("umbrella", "Accessories", "Umbrellas", "nylon", "canvas"),
  VASE("vase", "Home", "Vases", "ceramic", "glass"),
  CUSHION("cushion", "Home", "Cushions", "wool", "linen");

  private final String noun;
  private final ImmutableList<String> categories;
  private final ImmutableList<String> materials;

  ProductKind(String noun, String department, String category, String... materials) {
    this.noun = noun;
    this.categories = ImmutableList.of(department, category);
    this.materials = ImmutableList.copyOf(materials);
  }

  String noun() {
    return noun;
  }

  /** From the department down. */
  ImmutableList<String> categories() {
    return categories;
  }

  /** What it may be made of: only texts tell. */
  ImmutableList<String> materials() {
    return materials;
  }
}
