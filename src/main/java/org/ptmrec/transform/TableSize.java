package org.ptmrec.transform;

import org.nd4j.linalg.api.buffer.DataType;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.tensor.Matrix;

/** How many rows there can be, asked before an array is made for them. */
final class TableSize {
  /** Leaves fewer items to be known. */
  static final String LARGER_K_CORE = "give the stage ingest a larger kCore";

  private TableSize() {}

  /**
   * @param what the rows are, for the message
   * @param width numbers of a row
   * @param remedy what makes them fewer
   * @throws UserErrorException if a matrix of them would take 2 GiB or more
   */
  static void check(String what, int rows, int width, String remedy) {
    int most = Matrix.mostRows(DataType.FLOAT, width);
    if (rows > most) {
      throw new UserErrorException(
          String.format(
              "%s: %d rows of %d numbers are more than the 2 GiB of a matrix; at most %d are"
                  + " possible: %s",
              what, rows, width, most, remedy));
    }
  }
}
