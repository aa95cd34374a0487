package org.ptmrec.recommend;

import java.util.BitSet;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.tensor.RandomStream;

/** Uniform over the items that occur in training, the user's own training items rejected. */
final class NegativeSampler {
  private final TrainingData data;
  private final int[] candidates;

  /**
   * @throws UserErrorException if some user has interacted with every candidate
   */
  NegativeSampler(TrainingData data) {
    this.data = data;
    BitSet seen = new BitSet(data.items());
    for (int row = 0; row < data.rows(); row++) {
      seen.set(data.itemOf(row));
    }
    candidates = seen.stream().toArray();
    for (int user = 0; user < data.users(); user++) {
      if (data.train().size(user) >= candidates.length
          && java.util.Arrays.stream(data.train().of(user)).distinct().count()
              == candidates.length) {
        throw new UserErrorException(
            "user "
                + user
                + " has interacted with all "
                + candidates.length
                + " training items, so no negative item can be drawn; add items or drop the user");
      }
    }
  }

  int sample(int user, RandomStream random) {
    while (true) {
      int item = candidates[random.nextInt(candidates.length)];
      if (!data.train().contains(user, item)) {
        return item;
      }
    }
  }
}
