package org.ptmrec.export;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.KeyedEmbedding;
import org.ptmrec.schema.RecommendedItem;
import org.ptmrec.schema.UserRecommendations;

class RecordExportTest {
  @TempDir Path folder;

  @Test
  void csv_ofRecommendations_hasARowForEachItemWithItsPosition() throws Exception {
    String part =
        write(
            "recommendations-00000-of-00002.avro",
            new UserRecommendations(
                "u,1", List.of(new RecommendedItem("a", 2.5f), new RecommendedItem("b", 1f))),
            new UserRecommendations("u2", List.of()),
            new UserRecommendations("u3", List.of(new RecommendedItem("a", 0f))));
    Path file = export(part, ExportFormat.CSV);
    assertThat(file.getFileName().toString()).isEqualTo("recommendations-00000-of-00002.csv");
    assertThat(Files.readString(file))
        .isEqualTo("userId,position,itemId,score\n\"u,1\",1,a,2.5\n\"u,1\",2,b,1.0\nu3,1,a,0.0\n");
  }

  @Test
  void csv_ofEmbeddings_hasJsonInACell() throws Exception {
    String part = write("e.avro", new KeyedEmbedding("a", List.of(1f, -0.5f)));
    assertThat(Files.readString(export(part, ExportFormat.CSV)))
        .isEqualTo("id,embedding\na,\"[1.0, -0.5]\"\n");
  }

  @Test
  void jsonl_keepsNullsAndText() throws Exception {
    String part = write("i.avro", new Item(0, "a", "a \"red\" pot", "", null));
    assertThat(Files.readString(export(part, ExportFormat.JSONL)))
        .isEqualTo(
            "{\"item\": 0, \"itemId\": \"a\", \"text\": \"a \\\"red\\\" pot\", \"title\": \"\","
                + " \"imageUrl\": null}\n");
  }

  @Test
  void parquet_readAgain_isWhatAvroHad() throws Exception {
    String part =
        write(
            "r.avro",
            new UserRecommendations("u", List.of(new RecommendedItem("a", 2.5f))),
            new UserRecommendations("v", List.of()));
    try (ParquetReader<GenericRecord> reader =
        AvroParquetReader.<GenericRecord>builder(
                new LocalInputFile(export(part, ExportFormat.PARQUET)),
                new PlainParquetConfiguration())
            .withDataModel(GenericData.get())
            .build()) {
      assertThat(reader.read().toString())
          .isEqualTo("{\"userId\": \"u\", \"items\": [{\"itemId\": \"a\", \"score\": 2.5}]}");
      assertThat(reader.read().toString()).isEqualTo("{\"userId\": \"v\", \"items\": []}");
      assertThat(reader.read()).isNull();
    }
  }

  @Test
  void damagedPart_leavesNoFileThatLooksWhole() throws Exception {
    Path part = folder.resolve("x.avro");
    Files.writeString(part, "not Avro");
    assertThrows(UncheckedIOException.class, () -> export(part.toString(), ExportFormat.CSV));
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".csv")).toList()).isEmpty();
    }
  }

  private Path export(String part, ExportFormat format) {
    return RecordExport.write(List.of(part), folder.resolve("out"), format).get(0);
  }

  private String write(String name, SpecificRecord... records) throws Exception {
    Path file = folder.resolve(name);
    try (DataFileWriter<SpecificRecord> writer =
        new DataFileWriter<>(new SpecificDatumWriter<>(records[0].getSchema()))) {
      writer.create(records[0].getSchema(), file.toFile());
      for (SpecificRecord record : records) {
        writer.append(record);
      }
    }
    return file.toString();
  }
}
