package org.ptmrec.bench;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ptmrec.recommend.ModalEmbeddings;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Split;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.RandomStream;

/**
 * Data of a given size and of no meaning: popularity and activity have long tails as in shops, all
 * embeddings are noise.
 *
 * @param interactions distinct training pairs; every user also has a validation pair
 * @param width of the image and of the text embeddings
 */
public record SyntheticData(int users, int items, int interactions, int width) {
  /** The train split of Amazon Baby (5-core) with CLIP ViT-B embeddings. */
  public static final SyntheticData BABY = new SyntheticData(19_445, 7_050, 118_551, 512);

  private static final double ITEM_SKEW = 2.5;
  private static final double USER_SKEW = 1.6;
  private static final long SEED = 7;

  public SyntheticData {
    checkArgument(users >= 2 && items >= 2 && width >= 1, "at least 2 users, 2 items, 1 column");
    checkArgument(
        interactions >= users, "%s users need as many interactions, not %s", users, interactions);
    checkArgument(
        interactions <= (long) users * items / 4,
        "%s interactions are too many for %s users and %s items",
        interactions,
        users,
        items);
  }

  /** With {@code factor} times the users, the items and the interactions. */
  public SyntheticData scaled(int factor) {
    return new SyntheticData(users * factor, items * factor, interactions * factor, width);
  }

  /** The interactions; equal for equal sizes. */
  public TrainingData interactionData() {
    RandomStream random = RandomStream.ofSeed(SEED).split("interactions");
    Set<Long> pairs = new HashSet<>(2 * interactions);
    List<Interaction> rows = new ArrayList<>(interactions + users);
    for (int user = 0; user < users; user++) {
      rows.add(new Interaction(user, skewed(items, ITEM_SKEW, random), Split.VALID, 0L));
      add(user, random, pairs, rows); // nobody is without
    }
    while (pairs.size() < interactions) {
      add(skewed(users, USER_SKEW, random), random, pairs, rows);
    }
    rows.add(new Interaction(0, items - 1, Split.TEST, 0L)); // says how many items there are
    return TrainingData.of(rows);
  }

  private void add(int user, RandomStream random, Set<Long> pairs, List<Interaction> rows) {
    int item = skewed(items, ITEM_SKEW, random);
    if (pairs.add((long) user * items + item)) {
      rows.add(new Interaction(user, item, Split.TRAIN, 0L));
    }
  }

  /** 0…bound−1, the smaller the likelier. */
  private static int skewed(int bound, double skew, RandomStream random) {
    return (int) (bound * Math.pow(random.nextDouble(), skew));
  }

  /** The items' embeddings; equal for equal sizes. */
  public ModalEmbeddings embeddings() {
    RandomStream random = RandomStream.ofSeed(SEED).split("embeddings");
    return new ModalEmbeddings(
        Initializer.normal(items, width, 1, random),
        Initializer.normal(items, width, 1, random),
        new boolean[items]);
  }
}
