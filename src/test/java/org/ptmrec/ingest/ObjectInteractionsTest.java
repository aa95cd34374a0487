package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.UserErrorException;

class ObjectInteractionsTest {
  @TempDir Path folder;

  private final AtomicInteger missing = new AtomicInteger();

  private List<RawInteraction> read(String... lines) throws IOException {
    Path file = Files.write(folder.resolve("reviews.json"), List.of(lines));
    List<RawInteraction> rows = new ArrayList<>();
    ObjectInteractions.read(
        file.toString(), ColumnNames.USUAL, rows::add, missing::incrementAndGet);
    return rows;
  }

  @Test
  void read_reviewsOfAllYears_rows() throws IOException {
    assertThat(
            read(
                "{'reviewerID': 'A1', 'asin': 'B1', 'overall': 5.0, 'unixReviewTime': 1252800000}",
                "{\"reviewerID\": \"A2\", \"asin\": \"B2\", \"unixReviewTime\": 1252800001}",
                "{\"user_id\": \"A3\", \"asin\": \"child\", \"parent_asin\": \"B3\", \"timestamp\":"
                    + " 1588687728923}"))
        .containsExactly(
            new RawInteraction("A1", "B1", 1252800000, null),
            new RawInteraction("A2", "B2", 1252800001, null),
            new RawInteraction("A3", "B3", 1588687728, null))
        .inOrder();
  }

  @Test
  void read_missingParts_countedAndLeftOut() throws IOException {
    assertThat(
            read(
                "{\"asin\": \"B\", \"unixReviewTime\": 1}",
                "{\"reviewerID\": \"A\", \"unixReviewTime\": 1}",
                "{\"reviewerID\": \"A\", \"asin\": \"B\"}"))
        .isEmpty();
    assertThat(missing.get()).isEqualTo(3);
  }

  @Test
  void read_malformed_namesFileAndLine() {
    UserErrorException e =
        assertThrows(
            UserErrorException.class, () -> read("{\"reviewerID\": \"A\"}", "{\"reviewerID\": "));
    assertThat(e).hasMessageThat().contains("reviews.json:2: found '{\"reviewerID\":");
    e =
        assertThrows(
            UserErrorException.class,
            () -> read("{'reviewerID': 'A', 'asin': 'B', 'unixReviewTime': 'soon'}"));
    assertThat(e).hasMessageThat().contains("reviews.json:1: found the timestamp 'soon'");
  }
}
