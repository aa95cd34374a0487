package org.ptmrec.sample;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.ptmrec.tensor.RandomStream;

/**
 * What a shop writes about a product. Each text mentions some attributes, never all: what the
 * picture shows is often left out, and what the texts say cannot be seen.
 */
final class ProductTexts {
  private static final ImmutableList<String> REMARKS =
      ImmutableList.of(
          "Arrives in a gift box.",
          "Easy to clean.",
          "A favourite of our customers.",
          "Made to last for years.",
          "Two-year warranty.",
          "Light and sturdy.");
  private static final ImmutableList<String> OPENINGS =
      ImmutableList.of("a photo of", "a picture of", "product shot of", "");

  private ProductTexts() {}

  static String title(Product product, RandomStream random) {
    List<String> words = new ArrayList<>();
    words.add(product.brand());
    addSometimes(words, product.quality(), 0.55, random);
    addSometimes(words, product.color().word(), 0.3, random);
    addSometimes(words, product.pattern().adjective(), 0.25, random);
    addSometimes(words, product.material(), 0.3, random);
    words.add(product.kind().noun());
    String title = capitalise(words);
    return chance(0.45, random) ? title + ", " + product.theme() + " collection" : title;
  }

  static String description(Product product, RandomStream random) {
    List<String> sentences = new ArrayList<>();
    String start = "A " + product.material() + " " + product.kind().noun();
    if (chance(0.8, random)) {
      sentences.add(start + " from our " + product.theme() + " collection.");
    } else {
      sentences.add(start + " by " + product.brand() + ".");
    }
    if (chance(0.6, random)) {
      sentences.add("It is " + product.quality() + ".");
    }
    if (chance(0.2, random)) {
      sentences.add("Comes " + product.pattern().phrase() + ".");
    }
    sentences.add(Product.pick(REMARKS, random));
    return String.join(" ", sentences);
  }

  /** Title, categories and description. */
  static String all(Product product, RandomStream random) {
    return String.join(
        " ",
        title(product, random.split("title")),
        String.join(" ", product.kind().categories()),
        description(product, random.split("description")));
  }

  /**
   * What somebody who sees the picture, and perhaps knows the product, would write under it. Unlike
   * titles, captions dwell on what shows: colour, pattern, backdrop and pose.
   */
  static String caption(Product product, RandomStream random) {
    String opening = Product.pick(OPENINGS, random);
    List<String> words = new ArrayList<>();
    addSometimes(words, product.quality(), 0.25, random);
    addSometimes(words, product.color().word(), 0.75, random);
    boolean adjective = chance(0.5, random);
    boolean pattern = chance(0.7, random);
    if (pattern && adjective) {
      words.add(product.pattern().adjective());
    }
    addSometimes(words, product.material(), 0.3, random);
    words.add(product.kind().noun());
    if (pattern && !adjective) {
      words.add(product.pattern().phrase());
    }
    addSometimes(words, product.scene().pose(), 0.35, random);
    addSometimes(words, "on a " + product.scene().backdrop().word() + " backdrop", 0.5, random);
    addSometimes(words, "from the " + product.theme() + " collection", 0.25, random);
    addSometimes(words, "by " + product.brand(), 0.2, random);
    String article = "aeiou".indexOf(words.get(0).charAt(0)) < 0 ? "a " : "an ";
    return (opening + " " + article + String.join(" ", words)).strip();
  }

  private static void addSometimes(
      List<String> words, String word, double probability, RandomStream random) {
    if (chance(probability, random)) {
      words.add(word);
    }
  }

  static boolean chance(double probability, RandomStream random) {
    return random.nextDouble() < probability;
  }

  private static String capitalise(List<String> words) {
    List<String> capitalised = new ArrayList<>();
    for (String word : words) {
      capitalised.add(Ascii.toUpperCase(word.substring(0, 1)) + word.substring(1));
    }
    return String.join(" ", capitalised);
  }
}
