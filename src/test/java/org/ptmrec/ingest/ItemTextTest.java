package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ItemTextTest {
  @Test
  void of_allFields_titleBrandCategoriesDescription() {
    assertThat(
            ItemText.of(
                new RawItem("i", "Ball", "Acme", List.of("Toys", "Red"), "Round.", null),
                ItemText.ALL))
        .isEqualTo("Ball Acme Toys Red Round.");
  }

  @Test
  void of_missingFields_blanksAsInTheOriginal() {
    assertThat(
            ItemText.of(new RawItem("i", "Ball", null, List.of("Toys"), null, null), ItemText.ALL))
        .isEqualTo("Ball   Toys  ");
  }

  @Test
  void of_lineEnds_blanks() {
    assertThat(
            ItemText.of(
                new RawItem("i", "a\nb", "c\r\nd", List.of("e\u2028f"), "g\rh", null),
                ItemText.ALL))
        .isEqualTo("a b c d e f g h");
  }

  @Test
  void of_otherParts_inTheirOrder() {
    RawItem item = new RawItem("i", "Ball", "Acme", List.of("Toys", "Red"), "Round.", null);
    assertThat(ItemText.of(item, List.of(ItemText.Part.CATEGORIES, ItemText.Part.TITLE)))
        .isEqualTo("Toys Red Ball");
    assertThat(ItemText.of(item, List.of(ItemText.Part.TITLE, ItemText.Part.CATEGORIES)))
        .isEqualTo("Ball Toys Red");
  }
}
