package org.ptmrec.tensor;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class MatrixPoolTest {
  private final MatrixPool pool = new MatrixPool(DataType.FLOAT);

  @Test
  void take_ofSimilarSizeAfterGive_allocatesNothing() {
    Matrix first = pool.take(118, 96);
    pool.give(first);
    Matrix second = pool.take(120, 96);
    assertThat(pool.allocated()).isEqualTo(1);
    second.set(new float[120 * 96]);
    assertThat(second.array().shape()).isEqualTo(new long[] {120, 96});
    pool.give(second);
    assertThat(pool.take(96, 118).rows()).isEqualTo(96);
    assertThat(pool.allocated()).isEqualTo(1);
  }

  @Test
  void take_whileAnotherIsOut_givesOtherMemory() {
    Matrix first = pool.take(2, 3);
    Matrix second = pool.take(3, 2);
    first.set(new float[] {1, 2, 3, 4, 5, 6});
    second.set(new float[6]);
    assertThat(first.toFloats()).isEqualTo(new float[] {1, 2, 3, 4, 5, 6});
  }

  @Test
  void take_whileOnlyALargerOneIsFree_usesItUpToTwiceTheSizeAndGivesAllOfItBack() {
    pool.give(pool.take(200, 100));
    Matrix smaller = pool.take(100, 110);
    assertThat(pool.allocated()).isEqualTo(1);
    pool.give(smaller);
    pool.give(pool.take(200, 100));
    assertThat(pool.allocated()).isEqualTo(1);
    pool.take(70, 100);
    assertThat(pool.allocated()).isEqualTo(2);
  }

  @Test
  void clear_letsGoOfWhatIsFreeAlone() {
    Matrix inUse = pool.take(10, 10);
    pool.give(pool.take(200, 100));
    long most = pool.bytes();
    pool.clear();
    pool.give(inUse);
    assertThat(pool.take(10, 10)).isSameInstanceAs(inUse);
    pool.take(200, 100);
    assertThat(pool.allocated()).isEqualTo(3);
    assertThat(pool.bytes()).isEqualTo(most);
  }

  @Test
  void capacity_ofAnySize_isEnoughAndAtMostAQuarterMore() {
    for (int size = 64; size < 1 << 20; size += 37) {
      int capacity = MatrixPool.capacity(size);
      assertThat(capacity).isAtLeast(size);
      assertThat((double) capacity / size).isAtMost(1.25);
      assertThat(MatrixPool.capacity(capacity)).isEqualTo(capacity);
    }
  }

  @Test
  void capacity_ofTheLargestMatrices_isEnough() {
    for (int bytes : new int[] {Float.BYTES, Double.BYTES}) {
      int largest = Integer.MAX_VALUE / bytes;
      assertThat(MatrixPool.capacity(largest)).isAtLeast(largest);
    }
    assertThat(MatrixPool.capacity(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void take_beyond2GiB_refused() {
    for (int rows : new int[] {1 << 20, 1 << 23, 1 << 24}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> pool.take(rows, 512));
      assertThat(e).hasMessageThat().contains(rows + " x 512 takes more than 2 GiB");
    }
    assertThat(pool.allocated()).isEqualTo(0);
  }
}
