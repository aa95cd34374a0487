package org.ptmrec.report;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was learnt from.
 *
 * @param train interactions
 * @param valid interactions
 * @param test interactions
 * @param perUser interactions of one user, all splits
 * @param perItem interactions of one item, all splits
 * @param withoutTitle items
 * @param withoutImageAddress items for which the source names no picture
 * @param titleOnly items whose text has nothing beyond the title
 * @param images empty when no pictures were looked for
 * @param coldItems items without an interaction to train on
 * @param source what ingest counted on the way, by name, such as duplicates dropped
 * @param tokens of a text, the special ones among them; zeros when none was tokenized
 * @param cutTexts items whose text is longer than the encoder reads; empty when none was tokenized
 */
public record DataSummary(
    int users,
    int items,
    long train,
    long valid,
    long test,
    Range perUser,
    Range perItem,
    int withoutTitle,
    int titleOnly,
    int withoutImageAddress,
    int coldItems,
    ImmutableSortedMap<String, Long> source,
    Optional<Images> images,
    Range tokens,
    OptionalInt cutTexts) {

  /**
   * @param items that have a picture
   * @param distinct different pictures
   */
  public record Images(int items, int distinct) {}

  /**
   * Least, middle (the lower one of two) and greatest of some counts; zeros when there are none.
   */
  public record Range(int least, int median, int most) {}

  public long interactions() {
    return train + valid + test;
  }

  /**
   * The share of user-item pairs without an interaction, from 0 to 1; 1 when there are no pairs.
   */
  public double sparsity() {
    double pairs = (double) users * items;
    return pairs == 0 ? 1 : 1 - interactions() / pairs;
  }
}
