package org.ptmrec.artifact;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordSorterTest {
  private static List<String> sorted(long memory, boolean distinct, int records)
      throws IOException {
    Random random = new Random(7);
    List<String> sorted = new ArrayList<>();
    try (RecordSorter sorter = new RecordSorter(memory, distinct)) {
      for (int i = 0; i < records; i++) {
        byte[] key = {(byte) random.nextInt(40), (byte) random.nextInt()};
        String record = new String(key, ISO_8859_1) + random.nextInt(3);
        sorter.add(key, record.getBytes(ISO_8859_1));
      }
      sorter.forEach(record -> sorted.add(new String(record, ISO_8859_1)));
    }
    return sorted;
  }

  @Test
  void forEach_moreThanFitsIntoMemory_sameAsInMemory() throws IOException {
    List<String> expected = sorted(Long.MAX_VALUE, false, 5000);
    assertThat(expected).hasSize(5000);
    assertThat(expected).isInOrder();
    assertThat(sorted(10_000, false, 5000)).isEqualTo(expected);
    assertThat(sorted(0, false, 300)).isEqualTo(sorted(Long.MAX_VALUE, false, 300));
  }

  @Test
  void forEach_distinct_eachRecordOnce() throws IOException {
    List<String> expected = sorted(Long.MAX_VALUE, false, 5000).stream().distinct().toList();
    assertThat(expected.size()).isLessThan(5000);
    assertThat(sorted(Long.MAX_VALUE, true, 5000)).isEqualTo(expected);
    assertThat(sorted(10_000, true, 5000)).isEqualTo(expected);
  }

  @Test
  void forEach_nothing_nothing() throws IOException {
    assertThat(sorted(10, true, 0)).isEmpty();
  }
}
