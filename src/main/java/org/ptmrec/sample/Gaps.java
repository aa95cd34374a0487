package org.ptmrec.sample;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ptmrec.tensor.RandomStream;

/**
 * What a shop's data lacks, as every shop's does.
 *
 * @param withoutImage items that name no picture
 * @param lostImage items that name a picture that the server does not have
 */
record Gaps(
    ImmutableSet<Integer> withoutImage,
    ImmutableSet<Integer> lostImage,
    ImmutableSet<Integer> withoutDescription) {

  static Gaps draw(int items, RandomStream random) {
    int[] order = IntStream.range(0, items).toArray();
    random.shuffle(order);
    int noImage = (int) Math.ceil(0.012 * items);
    int lost = (int) Math.ceil(0.008 * items);
    int noDescription = (int) Math.ceil(0.03 * items);
    return new Gaps(
        some(order, 0, noImage),
        some(order, noImage, lost),
        some(order, noImage + lost, noDescription));
  }

  private static ImmutableSet<Integer> some(int[] order, int from, int count) {
    return Arrays.stream(order, from, from + count).boxed().collect(ImmutableSet.toImmutableSet());
  }
}
