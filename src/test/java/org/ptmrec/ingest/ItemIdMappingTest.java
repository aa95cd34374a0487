package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.artifact.UserErrorException;

class ItemIdMappingTest {
  @TempDir Path folder;

  private Map<String, Integer> read(int items, String... lines) throws IOException {
    Path file = Files.write(folder.resolve("i_id_mapping.csv"), List.of(lines));
    return ItemIdMapping.read(file.toString(), items);
  }

  @Test
  void read_mapping_indexByKey() throws IOException {
    assertThat(read(2, "asin\titemID", "B00\t1", "", "B01\t0", "unused\t2"))
        .containsExactly("B00", 1, "B01", 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"B00", "B00\tx", "B00\t1\t2", "B01\t1", "B00\t0"})
  void read_malformedOrRepeated_namesLine(String line) {
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> read(1, "asin\titemID", "B01\t0", line));
    assertThat(e).hasMessageThat().contains("i_id_mapping.csv:3: found '");
  }

  @Test
  void read_indexWithoutKey_namesIt() {
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> read(2, "asin\titemID", "B01\t0"));
    assertThat(e).hasMessageThat().contains("no key for item 1");
  }

  @Test
  void read_otherHeader_refused() {
    assertThrows(UserErrorException.class, () -> read(1, "itemID\tasin", "0\tB01"));
  }
}
