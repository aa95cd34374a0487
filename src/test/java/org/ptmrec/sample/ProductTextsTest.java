package org.ptmrec.sample;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ContiguousSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ptmrec.tensor.RandomStream;

class ProductTextsTest {
  private static final List<Product> PRODUCTS =
      IntStream.range(0, 300)
          .mapToObj(i -> Product.draw(RandomStream.ofSeed(5).split("product-" + i)))
          .toList();

  @Test
  void texts_ofAnyProduct_sayNothingFalse() {
    for (Product product : PRODUCTS) {
      for (String text : texts(product)) {
        Set<String> words = words(text);
        words.removeAll(trueWords(product));
        words.retainAll(attributeWords());
        assertThat(words).isEmpty();
      }
    }
  }

  @Test
  void texts_ofManyProducts_mentionAnAttributeSometimesAndNotAlways() {
    long titles = PRODUCTS.stream().filter(p -> mentionsColor(p, title(p))).count();
    long captions = PRODUCTS.stream().filter(p -> mentionsColor(p, caption(p))).count();
    assertThat(titles).isIn(ContiguousSet.closed(60L, 120L));
    assertThat(captions).isIn(ContiguousSet.closed(195L, 255L));
  }

  @Test
  void caption_beforeAVowel_saysAn() {
    for (Product product : PRODUCTS) {
      assertThat(caption(product)).doesNotContainMatch("\\ba [aeiou]");
    }
  }

  private static List<String> texts(Product product) {
    RandomStream random = RandomStream.ofSeed(1);
    return List.of(title(product), ProductTexts.description(product, random), caption(product));
  }

  private static String title(Product product) {
    return ProductTexts.title(product, RandomStream.ofSeed(PRODUCTS.indexOf(product)));
  }

  private static String caption(Product product) {
    return ProductTexts.caption(product, RandomStream.ofSeed(PRODUCTS.indexOf(product)));
  }

  private static boolean mentionsColor(Product product, String text) {
    return words(text).contains(product.color().word());
  }

  private static Set<String> words(String text) {
    return new HashSet<>(Arrays.asList(text.toLowerCase(Locale.ROOT).split("[^a-z]+")));
  }

  private static Set<String> trueWords(Product product) {
    return Set.of(
        product.color().word(),
        product.kind().noun(),
        product.pattern().adjective(),
        product.quality(),
        product.theme());
  }

  private static Set<String> attributeWords() {
    Set<String> words = new HashSet<>(Product.THEMES);
    words.addAll(Product.QUALITIES);
    Stream.of(ProductColor.values()).map(ProductColor::word).forEach(words::add);
    Stream.of(ProductKind.values()).map(ProductKind::noun).forEach(words::add);
    Stream.of(ProductPattern.values()).map(ProductPattern::adjective).forEach(words::add);
    return words;
  }
}
