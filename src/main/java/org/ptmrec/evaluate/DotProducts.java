package org.ptmrec.evaluate;

import java.util.Arrays;
import org.ptmrec.tensor.Backend;
import org.ptmrec.tensor.Kernels;
import org.ptmrec.tensor.Matrix;

/**
 * Dot products of rows with all items, a block of rows at a time, in memory that is used again for
 * every block: never more than {@value #MOST_SCORES} products, however many items there are.
 */
public final class DotProducts {
  private static final int MOST_ROWS = 512;
  private static final int MOST_SCORES = 1 << 25;

  private final Matrix rows;
  private final Matrix items;
  private final int blockSize;
  private final Matrix block;
  private final Matrix product;
  private final float[] scores;

  /**
   * @param rows [n, d]
   * @param items [I, d]
   */
  public DotProducts(Matrix rows, Matrix items) {
    this.rows = rows;
    this.items = items;
    blockSize = Math.max(1, Math.min(MOST_ROWS, MOST_SCORES / items.rows()));
    block = Matrix.uninitialized(rows.type(), blockSize, rows.cols());
    product = Matrix.uninitialized(rows.type(), blockSize, items.rows());
    scores = new float[product.size()];
  }

  /** Is handed the blocks. */
  public interface Consumer {
    /**
     * @param wanted the block's rows
     * @param scores those of {@code wanted[i]} from {@code i * items} on; overwritten afterwards
     */
    void accept(int[] wanted, float[] scores);
  }

  /** Goes through the rows in the order given. */
  public void forEach(int[] wanted, Consumer consumer) {
    Kernels kernels = Backend.kernels();
    for (int from = 0; from < wanted.length; from += blockSize) {
      int[] present = Arrays.copyOfRange(wanted, from, Math.min(wanted.length, from + blockSize));
      int[] padded = Arrays.copyOf(present, blockSize); // by row 0: a block has one shape
      kernels.gather(rows, padded, block, 0);
      kernels.gemm(false, true, 1, block, items, 0, product);
      product.copyTo(scores);
      consumer.accept(present, scores);
    }
  }
}
