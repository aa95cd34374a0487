package org.ptmrec.ingest;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The n-th smallest of numbers that are gone through several times rather than kept: 16 bits of it
 * each time, from the highest down.
 */
final class NthSmallest {
  private static final int STEP = 16;

  private NthSmallest() {}

  /**
   * @param numbers hands all numbers to its argument, the same ones every time
   * @param n from 0
   */
  static long of(Consumer<LongConsumer> numbers, long n) {
    long found = 0;
    long rank = n;
    for (int shift = Long.SIZE - STEP; shift >= 0; shift -= STEP) {
      long[] counts = new long[1 << STEP];
      long prefix = found;
      int low = shift;
      numbers.accept(
          number -> {
            long ordered = number ^ Long.MIN_VALUE; // negative ones first
            if (low == Long.SIZE - STEP || ordered >>> (low + STEP) == prefix) {
              counts[(int) (ordered >>> low) & 0xffff]++;
            }
          });
      int digit = 0;
      while (digit < counts.length && rank >= counts[digit]) {
        rank -= counts[digit++];
      }
      checkArgument(digit < counts.length, "there are no %s numbers", n + 1);
      found = found << STEP | digit;
    }
    return found ^ Long.MIN_VALUE;
  }
}
