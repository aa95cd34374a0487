package org.ptmrec.sample;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** There is something to be learnt from the pictures and the texts, and popularity is not it. */
class ShopperTest {
  private static final SampleCatalogue CATALOGUE = SampleCatalogue.create();
  private static ImmutableList<Product> products;
  private static List<Set<Integer>> train;
  private static List<Integer> heldOut;
  private static double[] count;

  @BeforeAll
  static void holdOutTheLastPurchaseOfEachUser() {
    products = CATALOGUE.products();
    train = new ArrayList<>();
    heldOut = new ArrayList<>();
    count = new double[products.size()];
    for (Purchase purchase : Purchase.all(CATALOGUE, products)) {
      if (purchase.user() == train.size()) {
        train.add(new HashSet<>());
        heldOut.add(purchase.item());
      }
      train.get(purchase.user()).add(purchase.item());
      heldOut.set(purchase.user(), purchase.item());
      count[purchase.item()]++;
    }
    for (int user = 0; user < train.size(); user++) {
      train.get(user).remove(heldOut.get(user));
      count[heldOut.get(user)]--;
    }
  }

  @Test
  void popularity_isLongTailed() {
    double[] sorted =
        IntStream.range(0, count.length).mapToDouble(i -> count[i]).sorted().toArray();
    double all = IntStream.range(0, sorted.length).mapToDouble(i -> sorted[i]).sum();
    double head =
        IntStream.range(sorted.length * 4 / 5, sorted.length).mapToDouble(i -> sorted[i]).sum();
    assertThat(head / all).isGreaterThan(0.3);
    assertThat(head / all).isLessThan(0.6);
  }

  @Test
  void pictures_beatPopularity_byFar() {
    double popularity = recallAt20((user, item) -> count[item]);
    double seen = recallAt20((user, item) -> likeness(user, item, ShopperTest::visual));
    assertThat(seen).isGreaterThan(2 * popularity);
  }

  @Test
  void texts_addToPictures() {
    double seen = recallAt20((user, item) -> likeness(user, item, ShopperTest::visual));
    double both =
        recallAt20((user, item) -> likeness(user, item, pair -> visual(pair) + textual(pair)));
    assertThat(both).isGreaterThan(1.15 * seen);
  }

  @Test
  void backdropAndPose_doNotBeatPopularity() {
    double popularity = recallAt20((user, item) -> count[item]);
    double nuisance =
        recallAt20(
            (user, item) ->
                likeness(
                    user,
                    item,
                    pair -> pair.a.scene().backdrop() == pair.b.scene().backdrop() ? 1 : 0));
    assertThat(nuisance).isLessThan(popularity);
  }

  private record Pair(Product a, Product b) {}

  private interface Score {
    double of(int user, int item);
  }

  private static double visual(Pair pair) {
    return (pair.a.kind() == pair.b.kind() ? 1 : 0)
        + (pair.a.color() == pair.b.color() ? 1.2 : 0)
        + (pair.a.pattern() == pair.b.pattern() ? 0.8 : 0);
  }

  private static double textual(Pair pair) {
    return (pair.a.theme().equals(pair.b.theme()) ? 1 : 0)
        + (pair.a.quality().equals(pair.b.quality()) ? 0.6 : 0);
  }

  private static double likeness(int user, int item, ToDoubleFunction<Pair> likeness) {
    return train.get(user).stream()
        .mapToDouble(
            bought -> likeness.applyAsDouble(new Pair(products.get(bought), products.get(item))))
        .sum();
  }

  private static double recallAt20(Score score) {
    int hits = 0;
    for (int user = 0; user < train.size(); user++) {
      int who = user;
      hits +=
          IntStream.range(0, products.size())
                  .filter(item -> !train.get(who).contains(item))
                  .boxed()
                  .sorted(Comparator.comparingDouble(item -> -score.of(who, item)))
                  .limit(20)
                  .anyMatch(item -> item.equals(heldOut.get(who)))
              ? 1
              : 0;
    }
    return hits / (double) train.size();
  }
}
