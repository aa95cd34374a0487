package org.ptmrec.transform;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.ItemEmbedding;

class DatasetViewsTest {
  /** Wide rows that are one and the same: as many numbers as millions of items have. */
  private static List<ItemEmbedding> embeddings(int items, int width) {
    List<Float> row = Collections.nCopies(width, 1f);
    List<ItemEmbedding> embeddings = new ArrayList<>();
    for (int item = 0; item < items; item++) {
      embeddings.add(new ItemEmbedding(item, true, row, row, null, null));
    }
    return embeddings;
  }

  /** As many as 2^29, 2^31 and 2^32 numbers; an int takes the last two for negative and none. */
  @ParameterizedTest
  @ValueSource(ints = {512, 2048, 4096})
  void modal_moreThanATableHolds_refusedWithWhatIsPossible(int items) {
    UserErrorException e =
        assertThrows(
            UserErrorException.class, () -> DatasetViews.modal(embeddings(items, 1 << 20), items));
    assertThat(e)
        .hasMessageThat()
        .isEqualTo(
            "embeddings of the items: "
                + items
                + " rows of 1048576 numbers are more than the 2 GiB of a matrix; at most 511 are"
                + " possible: give the stage ingest a larger kCore");
  }
}
