package org.ptmrec.sample;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.ptmrec.tensor.RandomStream;

/** Somebody with tastes, planted ones, and some whims. */
final class Shopper {
  private static final double KIND = 1.6;
  private static final double COLOR = 3.0;
  private static final double PATTERN = 2.4;
  private static final double THEME = 2.4;
  private static final double QUALITY = 1.4;

  private final EnumSet<ProductKind> kinds = EnumSet.noneOf(ProductKind.class);
  private final EnumSet<ProductColor> colors = EnumSet.noneOf(ProductColor.class);
  private final EnumSet<ProductPattern> patterns = EnumSet.noneOf(ProductPattern.class);
  private final Set<String> themes = new HashSet<>();
  private final Set<String> qualities = new HashSet<>();

  /** Draws the tastes: four kinds, two colours, one pattern, two themes, one quality. */
  Shopper(RandomStream random) {
    addSome(4, kinds, ImmutableList.copyOf(ProductKind.values()), random);
    addSome(2, colors, ImmutableList.copyOf(ProductColor.values()), random);
    addSome(1, patterns, ImmutableList.copyOf(ProductPattern.values()), random);
    addSome(2, themes, Product.THEMES, random);
    addSome(1, qualities, Product.QUALITIES, random);
  }

  private static <T> void addSome(int count, Set<T> chosen, List<T> all, RandomStream random) {
    while (chosen.size() < count) {
      chosen.add(all.get(random.nextInt(all.size())));
    }
  }

  /** How well a product fits, without popularity and whim. */
  double taste(Product product) {
    return (kinds.contains(product.kind()) ? KIND : 0)
        + (colors.contains(product.color()) ? COLOR : 0)
        + (patterns.contains(product.pattern()) ? PATTERN : 0)
        + (themes.contains(product.theme()) ? THEME : 0)
        + (qualities.contains(product.quality()) ? QUALITY : 0);
  }

  /**
   * Picks distinct products by taste, popularity and Gumbel noise: the softmax of taste plus
   * popularity, without replacement.
   *
   * @param popularity one log-weight per product
   * @return indices of products, the most wanted first
   */
  List<Integer> shop(List<Product> products, double[] popularity, int count, RandomStream random) {
    double[] utility = new double[products.size()];
    for (int i = 0; i < utility.length; i++) {
      double gumbel = -StrictMath.log(-StrictMath.log(random.nextDouble() + 0x1p-54));
      utility[i] = taste(products.get(i)) + popularity[i] + gumbel;
    }
    return IntStream.range(0, utility.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -utility[i]))
        .limit(count)
        .toList();
  }
}
