package org.ptmrec.evaluate;

import static com.google.common.truth.Truth.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlicesTest {
  /** User 0 trained on items 0 to 4, user 1 on item 0. */
  private static final ItemLists TRAIN =
      ItemLists.ofPairs(3, new int[] {0, 0, 0, 0, 0, 1}, new int[] {0, 1, 2, 3, 4, 0});

  private static Map<String, List<Integer>> slices(int user, int... heldOut) {
    Map<String, List<Integer>> slices = new TreeMap<>();
    for (Slices.Part part : new Slices(TRAIN, 6, 2).of(user, heldOut)) {
      slices.put(part.slice(), java.util.Arrays.stream(part.items()).boxed().toList());
    }
    return slices;
  }

  @Test
  void of_coldAndWarmItems_eachInItsSlice() {
    assertThat(slices(0, 0, 1, 5))
        .containsExactly(
            "all", List.of(0, 1, 5),
            "users with 5-9 interactions", List.of(0, 1, 5),
            "cold items", List.of(1, 5),
            "warm items", List.of(0));
  }

  @Test
  void of_userWithoutTraining_isOfTheLowestLevel() {
    assertThat(slices(2, 0))
        .containsExactly(
            "all", List.of(0),
            "users with 0-4 interactions", List.of(0),
            "warm items", List.of(0));
  }

  @Test
  void of_nothingHeldOut_inNoSlice() {
    assertThat(slices(1)).isEmpty();
  }

  @Test
  void names_everySliceOnce() {
    assertThat(Slices.NAMES)
        .containsExactly(
            "all",
            "users with 0-4 interactions",
            "users with 5-9 interactions",
            "users with 10-19 interactions",
            "users with 20-49 interactions",
            "users with 50 or more interactions",
            "cold items",
            "warm items")
        .inOrder();
  }

  @Test
  void ofUsers_someUsers_countFromTheFirst() {
    ItemLists some = TRAIN.ofUsers(1, 3);

    assertThat(some.users()).isEqualTo(2);
    assertThat(some.of(0)).asList().containsExactly(0);
    assertThat(some.usersWithItems()).asList().containsExactly(0);
  }
}
