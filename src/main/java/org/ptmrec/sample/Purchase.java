package org.ptmrec.sample;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ptmrec.tensor.RandomStream;

/**
 * One row of interactions.csv.
 *
 * @param item index into the products
 * @param rating 1 to 5
 * @param timestamp seconds since 1970-01-01 UTC
 */
record Purchase(int user, int item, int rating, long timestamp) {
  /** 2025-01-01T00:00:00Z. */
  private static final long OPENING = 1_735_689_600L;

  private static final int SECONDS_A_DAY = 86_400;

  /** Every shopper's purchases, in the order of time per shopper. */
  static ImmutableList<Purchase> all(SampleCatalogue catalogue, List<Product> products) {
    double[] popularity = popularity(products.size(), catalogue.random("popularity"));
    ImmutableList.Builder<Purchase> purchases = ImmutableList.builder();
    for (int user = 0; user < catalogue.users(); user++) {
      RandomStream random = catalogue.random("user-" + user);
      int count = 10 + random.nextInt(2 * catalogue.interactionsPerUser() - 19);
      List<Integer> wanted =
          new ArrayList<>(
              new Shopper(random.split("tastes"))
                  .shop(products, popularity, count, random.split("choice")));
      shuffle(wanted, random);
      long time = OPENING + (long) random.nextInt(180) * SECONDS_A_DAY;
      for (int item : wanted) {
        time += 1 + random.nextInt(10 * SECONDS_A_DAY);
        purchases.add(new Purchase(user, item, rating(random), time));
      }
    }
    return purchases.build();
  }

  /** Log-weights with a long tail: some products are a few times as common, whoever buys. */
  private static double[] popularity(int items, RandomStream random) {
    double[] popularity = new double[items];
    for (int i = 0; i < items; i++) {
      popularity[i] = -0.35 * StrictMath.log(random.nextDouble() + 0x1p-54);
    }
    return popularity;
  }

  private static int rating(RandomStream random) {
    return Math.max(1, 5 - random.nextInt(2) - random.nextInt(2) - random.nextInt(2));
  }

  private static void shuffle(List<Integer> items, RandomStream random) {
    for (int i = items.size() - 1; i > 0; i--) {
      Collections.swap(items, i, random.nextInt(i + 1));
    }
  }
}
