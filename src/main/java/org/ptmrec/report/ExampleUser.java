package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * One user, to see with one's own eyes what numbers say.
 *
 * @param userId key in the source files
 * @param history items of the training split, the latest first
 * @param historySize how many there are in all
 * @param heldOut items of the test split
 * @param lists what each variant recommends
 */
public record ExampleUser(
    String userId,
    ImmutableList<Card> history,
    int historySize,
    ImmutableList<Card> heldOut,
    ImmutableList<RankedList> lists) {

  /**
   * An item as people see it.
   *
   * @param picture digest of its picture
   * @param hit whether the user did choose it, in the test split
   */
  public record Card(String itemId, String title, Optional<String> picture, boolean hit) {}

  /** The best first. */
  public record RankedList(Variant variant, ImmutableList<Card> cards) {
    public long hits() {
      return cards.stream().filter(Card::hit).count();
    }
  }
}
