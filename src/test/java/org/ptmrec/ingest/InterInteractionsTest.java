package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.Split;

class InterInteractionsTest {
  @TempDir Path folder;

  private List<RawInteraction> read(String... lines) throws IOException {
    Path file = Files.write(folder.resolve("data.inter"), List.of(lines));
    List<RawInteraction> rows = new ArrayList<>();
    InterInteractions.read(file.toString(), rows::add);
    return rows;
  }

  @Test
  void read_labels_takenAsTheyAre() throws IOException {
    assertThat(
            read(
                "userID\titemID\trating\ttimestamp\tx_label",
                "0\t7\t5.0\t100\t2",
                "0\t7\t5.0\t100\t0",
                "12\t003\t1.0\t99.5\t1"))
        .containsExactly(
            new RawInteraction("0", "7", 100, Split.TEST),
            new RawInteraction("0", "7", 100, Split.TRAIN),
            new RawInteraction("12", "3", 99, Split.VALID))
        .inOrder();
  }

  @Test
  void read_columnsInAnyOrderWithoutTime_timeIsZero() throws IOException {
    assertThat(read("x_label\titemID\tuserID", "1\t2\t3"))
        .containsExactly(new RawInteraction("3", "2", 0, Split.VALID));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,1,3 | x_label '3', expected 0 (train), 1 (validation) or 2 (test)",
        "0,1, | x_label '', expected",
        "B00X,1,0 | the id 'B00X', expected an index from 0",
        "-1,1,0 | the id '-1'",
        "0,1234567890,0 | the id '1234567890'",
        "0,1 | 2 fields, expected 3",
      })
  void read_malformedLine_namesFileAndLine(String line, String found) {
    UserErrorException e =
        assertThrows(
            UserErrorException.class,
            () -> read("userID\titemID\tx_label", "0\t0\t0", line.replace(',', '\t')));
    assertThat(e).hasMessageThat().contains("data.inter:3: found " + found);
  }

  @Test
  void read_missingLabelColumn_namesHeader() {
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> read("userID\titemID", "0\t0"));
    assertThat(e).hasMessageThat().contains("data.inter:1: found 'userID itemID', expected");
  }
}
