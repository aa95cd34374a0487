package org.ptmrec.sample;

/** What is printed on a product; pictures always show it, texts sometimes name it. */
enum ProductPattern {
  PLAIN("plain", "in one colour"),
  STRIPES("striped", "with stripes"),
  DOTS("dotted", "with dots"),
  CHECKS("checked", "with checks"),
  ZIGZAG("zigzag", "with a zigzag print");

  private final String adjective;
  private final String phrase;

  ProductPattern(String adjective, String phrase) {
    this.adjective = adjective;
    this.phrase = phrase;
  }

  String adjective() {
    return adjective;
  }

  String phrase() {
    return phrase;
  }
}
