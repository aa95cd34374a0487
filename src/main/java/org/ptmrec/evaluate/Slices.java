package org.ptmrec.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Parts of the held-out interactions for which metrics are given too: by how active the user was in
 * training, and by whether the item was cold. Rankings are the same; only what counts as a hit, and
 * who is averaged over, differs from slice to slice.
 */
public final class Slices {
  /** Everything that is held out. */
  public static final String ALL = "all";

  public static final String COLD_ITEMS = "cold items";
  public static final String WARM_ITEMS = "warm items";

  /** Least training interactions of each level of activity. */
  private static final int[] LEVELS = {0, 5, 10, 20, 50};

  /** All of them, in order. */
  public static final List<String> NAMES =
      Stream.of(
              Stream.of(ALL),
              Arrays.stream(LEVELS).mapToObj(Slices::activity),
              Stream.of(COLD_ITEMS, WARM_ITEMS))
          .flatMap(Function.identity())
          .toList();

  private final ItemLists train;
  private final int[] interactionsOf;
  private final int coldBelow;

  /**
   * @param train training items by user
   * @param items size of the catalogue
   * @param coldBelow an item with fewer training interactions is cold
   */
  public Slices(ItemLists train, int items, int coldBelow) {
    this.train = train;
    this.coldBelow = coldBelow;
    interactionsOf = new int[items];
    for (int user = 0; user < train.users(); user++) {
      for (int item : train.of(user)) {
        interactionsOf[item]++;
      }
    }
  }

  /** The user's held-out items in one slice; never empty. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Part(String slice, int[] items) {}

  /** In which slices a user counts, {@link #ALL} first. */
  public List<Part> of(int user, int[] heldOut) {
    List<Part> parts = new ArrayList<>();
    if (heldOut.length > 0) {
      parts.add(new Part(ALL, heldOut));
      parts.add(new Part(activity(train.size(user)), heldOut));
      add(parts, COLD_ITEMS, Arrays.stream(heldOut).filter(this::isCold).toArray());
      add(parts, WARM_ITEMS, Arrays.stream(heldOut).filter(item -> !isCold(item)).toArray());
    }
    return parts;
  }

  private boolean isCold(int item) {
    return interactionsOf[item] < coldBelow;
  }

  private static void add(List<Part> parts, String slice, int[] items) {
    if (items.length > 0) {
      parts.add(new Part(slice, items));
    }
  }

  /** Such as {@code users with 5-9 interactions}. */
  private static String activity(int interactions) {
    int level = LEVELS.length - 1;
    while (interactions < LEVELS[level]) {
      level--;
    }
    String range =
        level == LEVELS.length - 1
            ? LEVELS[level] + " or more"
            : LEVELS[level] + "-" + (LEVELS[level + 1] - 1);
    return "users with " + range + " interactions";
  }
}
