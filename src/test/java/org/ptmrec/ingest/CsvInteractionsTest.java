package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.artifact.UserErrorException;

class CsvInteractionsTest {
  private static final String HEADER = "user_id,item_id,rating,timestamp\n";

  @TempDir Path folder;

  private final AtomicInteger missing = new AtomicInteger();

  private List<RawInteraction> read(Path file) {
    List<RawInteraction> rows = new ArrayList<>();
    CsvInteractions.read(file.toString(), ColumnNames.USUAL, rows::add, missing::incrementAndGet);
    return rows;
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static RawInteraction row(String user, String item, long time) {
    return new RawInteraction(user, item, time, null);
  }

  @Test
  void read_plainFile_rowsInTheirOrder() throws IOException {
    Path file = file("r.csv", HEADER + "u2,i1,5,20\nu1,i1,1,10.9\n");
    assertThat(read(file)).containsExactly(row("u2", "i1", 20), row("u1", "i1", 10)).inOrder();
  }

  @Test
  void read_otherColumnsAndOrder_columnsByName() throws IOException {
    Path file = file("r.csv", "timestamp,note,Item_ID,user_id\n7,hm,i,u\n");
    assertThat(read(file)).containsExactly(row("u", "i", 7));
  }

  @Test
  void read_columnsGiven_firstLineIsData() throws IOException {
    Path file = file("r.csv", "i,u,5.0,7\n");
    List<RawInteraction> rows = new ArrayList<>();
    CsvInteractions.read(
        file.toString(),
        List.of("item_id", "user_id", "rating", "timestamp"),
        rows::add,
        missing::incrementAndGet);
    assertThat(rows).containsExactly(row("u", "i", 7));
  }

  @Test
  void read_millis_asSeconds() throws IOException {
    Path file = file("r.csv", "user_id,parent_asin,rating,timestamp\nu,i,5,1588687728923\n");
    assertThat(read(file)).containsExactly(row("u", "i", 1588687728));
  }

  @Test
  void read_tabSeparated_bySuffix() throws IOException {
    Path file = file("r.tsv", "user_id\titem_id\ttimestamp\na,b\ti\t7\n");
    assertThat(read(file)).containsExactly(row("a,b", "i", 7));
  }

  @Test
  void read_quotesUnicodeByteOrderMarkAndCarriageReturns_understood() throws IOException {
    Path file =
        file("r.csv", "\ufeff" + HEADER.strip() + "\r\n\"Zoë, \"\"Z\"\"\", 商品 ,3,8\r\n\r\n😀,i,,9");
    assertThat(read(file)).containsExactly(row("Zoë, \"Z\"", "商品", 8), row("😀", "i", 9)).inOrder();
  }

  @Test
  void read_gzippedFile_unpacked() throws IOException {
    Path file = folder.resolve("r.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((HEADER + "u,i,1,2\n").getBytes(StandardCharsets.UTF_8));
    }
    assertThat(read(file)).containsExactly(row("u", "i", 2));
  }

  @Test
  void read_cutOffGzip_namesFile() throws IOException {
    Path whole = folder.resolve("whole.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(whole))) {
      out.write((HEADER + "u,i,1,2\n".repeat(50)).getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path file = folder.resolve("cut.csv.gz");
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 9));
    UserErrorException e = assertThrows(UserErrorException.class, () -> read(file));
    assertThat(e).hasMessageThat().contains("cut.csv.gz: cannot be read after line");
  }

  @Test
  void read_missingUserItemOrTime_countedAndLeftOut() throws IOException {
    Path file = file("r.csv", HEADER + ",i,1,2\nu, ,1,2\nu,i,1,\nu,i,,2\n");
    assertThat(read(file)).containsExactly(row("u", "i", 2));
    assertThat(missing.get()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "u,i,1 | :3: found 3 fields, expected 4: user_id,item_id,rating,timestamp",
        "u,i,1,2,3 | :3: found 5 fields",
        "u,i,1,yesterday | :3: found the timestamp 'yesterday', expected seconds since 1970",
        "u,i,1,1e300 | :3: found the timestamp '1e300'",
        "u,i,1,NaN | :3: found the timestamp 'NaN'",
        "\"u,i,1,2 | :3: found '\"u,i,1,2', expected quotes that are closed",
      })
  void read_malformedLine_namesFileAndLine(String line, String message) throws IOException {
    Path file = file("bad.csv", HEADER + "u,i,1,2\n" + line + "\n");
    UserErrorException e = assertThrows(UserErrorException.class, () -> read(file));
    assertThat(e).hasMessageThat().startsWith(file + message);
    assertThat(e.getMessage().lines().count()).isEqualTo(1);
  }

  @Test
  void read_missingColumn_namesFirstLineAndHeader() throws IOException {
    Path file = file("r.csv", "user_id,rating,timestamp\nu,1,2\n");
    UserErrorException e = assertThrows(UserErrorException.class, () -> read(file));
    assertThat(e)
        .hasMessageThat()
        .isEqualTo(
            file
                + ":1: found 'user_id,rating,timestamp', expected a header such as"
                + " user_id,item_id,rating,timestamp");
  }

  @Test
  void read_emptyFile_saysSo() throws IOException {
    Path file = file("r.csv", "");
    UserErrorException e = assertThrows(UserErrorException.class, () -> read(file));
    assertThat(e).hasMessageThat().isEqualTo(file + ": empty");
  }

  @Test
  void read_missingFile_namesIt() {
    Path file = folder.resolve("nowhere.csv");
    UserErrorException e = assertThrows(UserErrorException.class, () -> read(file));
    assertThat(e).hasMessageThat().isEqualTo("no file " + file);
  }

  @Test
  void read_notUtf8_namesTheLineBefore() throws IOException {
    Path file = folder.resolve("latin1.csv");
    Files.write(file, (HEADER + "Zoë,i,1,2\n").getBytes(StandardCharsets.ISO_8859_1));
    UserErrorException e = assertThrows(UserErrorException.class, () -> read(file));
    assertThat(e).hasMessageThat().contains("latin1.csv: not UTF-8");
  }

  @Test
  void read_fileWithoutLineEnds_givenUpEarly() throws IOException {
    Path file = file("r.csv", HEADER + "x".repeat(5 << 20));
    UserErrorException e = assertThrows(UserErrorException.class, () -> read(file));
    assertThat(e).hasMessageThat().contains(":2: found a line of more than 4 MiB");
  }
}
