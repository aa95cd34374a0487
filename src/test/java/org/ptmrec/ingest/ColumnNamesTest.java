package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.UserErrorException;

/** Interactions and items in files that call things otherwise: CSV, TSV, JSON lines, Avro. */
class ColumnNamesTest {
  private static final ColumnNames COLUMNS =
      ColumnNames.of(Map.of("user_id", "Who", "item_id", "sku", "timestamp", "when"));
  private static final ColumnNames ITEM_COLUMNS =
      ColumnNames.of(
          Map.of("item_id", "sku", "title", "product_name", "categories", "tags", "image", "pic"));
  private static final Schema RATING =
      SchemaBuilder.record("Rating")
          .fields()
          .requiredString("Who")
          .requiredString("sku")
          .requiredLong("when")
          .optionalString("user_id")
          .endRecord();
  private static final Schema PRODUCT =
      SchemaBuilder.record("Product")
          .fields()
          .requiredLong("sku")
          .optionalString("product_name")
          .name("tags")
          .type()
          .array()
          .items()
          .stringType()
          .noDefault()
          .optionalString("pic")
          .endRecord();

  @TempDir Path folder;

  private String write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines)).toString();
  }

  private String avro(String name, Schema schema, List<GenericRecord> records) throws IOException {
    Path file = folder.resolve(name);
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.create(schema, file.toFile());
      for (GenericRecord record : records) {
        writer.append(record);
      }
    }
    return file.toString();
  }

  private static List<RawItem> items(String file) {
    List<RawItem> items = new ArrayList<>();
    ObjectItems.read(file, ITEM_COLUMNS, items::add);
    return items;
  }

  @Test
  void csvAndTsv_columnsOfOtherNames_read() throws IOException {
    List<RawInteraction> rows = new ArrayList<>();
    CsvInteractions.read(
        write("r.csv", "user_id,who,SKU,when", "x,ann,s1,7"), COLUMNS, rows::add, () -> {});
    CsvInteractions.read(
        write("r.tsv", "when\tsku\twho", "8\ts2\tbob"), COLUMNS, rows::add, () -> {});
    assertThat(rows)
        .containsExactly(
            new RawInteraction("ann", "s1", 7, null), new RawInteraction("bob", "s2", 8, null))
        .inOrder();
  }

  @Test
  void csv_columnMissing_namesWhatWasExpected() throws IOException {
    String file = write("r.csv", "user_id,item_id,timestamp", "ann,s1,7");
    UserErrorException e =
        assertThrows(
            UserErrorException.class,
            () -> CsvInteractions.read(file, COLUMNS, row -> {}, () -> {}));
    assertThat(e).hasMessageThat().contains("r.csv:1");
    assertThat(e).hasMessageThat().contains("Who");
  }

  @Test
  void jsonLines_fieldsOfOtherNames_read() throws IOException {
    List<RawInteraction> rows = new ArrayList<>();
    ObjectInteractions.read(
        write("r.jsonl", "{\"Who\": \"ann\", \"sku\": 12, \"when\": 7, \"user_id\": \"x\"}"),
        COLUMNS,
        rows::add,
        () -> {});
    assertThat(rows).containsExactly(new RawInteraction("ann", "12", 7, null));
  }

  @Test
  void avro_fieldsOfOtherNames_read() throws IOException {
    List<RawInteraction> rows = new ArrayList<>();
    GenericRecord record =
        new GenericRecordBuilder(RATING)
            .set("Who", "ann")
            .set("sku", "s1")
            .set("when", 1_588_687_728_923L)
            .set("user_id", "x")
            .build();
    String file = avro("ratings", RATING, List.of(record));
    ObjectInteractions.readAvro(file, COLUMNS, rows::add, () -> {});
    assertThat(rows).containsExactly(new RawInteraction("ann", "s1", 1_588_687_728L, null));
  }

  @Test
  void items_csvAndAvro_read() throws IOException {
    assertThat(items(write("i.csv", "sku,product_name,tags,pic", "s1,\"Mug, red\",Cups,http://a/")))
        .containsExactly(new RawItem("s1", "Mug, red", null, List.of("Cups"), null, "http://a/"));
    GenericRecord product =
        new GenericRecordBuilder(PRODUCT)
            .set("sku", 5L)
            .set("product_name", "Mug")
            .set("tags", List.of("Kitchen", "Cups"))
            .set("pic", null)
            .build();
    assertThat(items(avro("i.avro", PRODUCT, List.of(product))))
        .containsExactly(new RawItem("5", "Mug", null, List.of("Kitchen", "Cups"), null, null));
  }

  @Test
  void avro_cutOffOrNoAvro_saysSo() throws IOException {
    GenericRecord product =
        new GenericRecordBuilder(PRODUCT).set("sku", 5L).set("tags", List.of("a")).build();
    Path whole = Path.of(avro("i.avro", PRODUCT, List.of(product)));
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(whole, java.util.Arrays.copyOf(bytes, bytes.length - 3));
    assertThat(assertThrows(UserErrorException.class, () -> items(whole.toString())))
        .hasMessageThat()
        .contains("i.avro: not a whole Avro file");
    String csv = write("j.avro", "sku,title");
    assertThat(assertThrows(UserErrorException.class, () -> items(csv)))
        .hasMessageThat()
        .contains("it does not begin as an Avro container file");
  }
}
