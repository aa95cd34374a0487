package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class NthSmallestTest {
  @Property(tries = 200)
  void of_anyNumbers_asSorted(@ForAll @NotEmpty long[] numbers) {
    long[] sorted = numbers.clone();
    Arrays.sort(sorted);
    for (int n = 0; n < sorted.length; n += 1 + sorted.length / 3) {
      assertThat(NthSmallest.of(each -> LongStream.of(numbers).forEach(each), n))
          .isEqualTo(sorted[n]);
    }
  }

  @Test
  void of_tooLargeN_refused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> NthSmallest.of(each -> LongStream.of(1, 2).forEach(each), 2));
  }
}
