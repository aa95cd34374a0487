package org.ptmrec.artifact;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ptmrec.schema.User;

/** Artifacts and checkpoints of the first version stay readable, field by field. */
class SchemaCompatibilityTest {
  @TempDir Path folder;

  static List<Class<?>> types() throws IOException {
    return GoldenRecords.types();
  }

  @ParameterizedTest
  @MethodSource("types")
  void goldenFile_readByToday_hasTheValuesOfThen(Class<? extends SpecificRecord> type)
      throws Exception {
    Path file = GoldenRecords.file(type);
    assertWithMessage("no golden file; run GoldenRecords once").that(Files.exists(file)).isTrue();
    Schema then;
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
      then = reader.getSchema();
    }
    assertThat(incompatibilities(SpecificData.get().getSchema(type), then)).isEmpty();

    SpecificRecord read = new RecordFiles<>(type, List.of(file.toString())).readAll().get(0);

    assertHolds(type.getSimpleName(), GoldenRecords.value(then, "record"), read);
  }

  /** Every value of then, wherever it stands; what was added since is of no consequence. */
  private static void assertHolds(String where, Object then, Object now) {
    if (then instanceof GenericRecord record) {
      SpecificRecord other = (SpecificRecord) now;
      for (Schema.Field field : record.getSchema().getFields()) {
        Schema.Field today = other.getSchema().getField(field.name());
        if (today != null) {
          assertHolds(where + "." + field.name(), record.get(field.pos()), other.get(today.pos()));
        }
      }
    } else if (then instanceof List<?> list) {
      assertHolds(where + "[0]", list.get(0), ((List<?>) now).get(0));
    } else if (then instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> assertHolds(where + "." + key, value, ((Map<?, ?>) now).get(key)));
    } else if (now instanceof java.time.Instant time) {
      assertWithMessage(where).that(time.toEpochMilli()).isEqualTo(then);
    } else if (then instanceof CharSequence || then instanceof GenericData.EnumSymbol) {
      assertWithMessage(where).that(now.toString()).isEqualTo(then.toString());
    } else {
      assertWithMessage(where).that(now).isEqualTo(then);
    }
  }

  private static String incompatibilities(Schema reader, Schema writer) {
    SchemaPairCompatibility pair =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    return pair.getType() == SchemaCompatibilityType.COMPATIBLE
        ? ""
        : pair.getResult().getIncompatibilities().stream()
            .map(
                found ->
                    "schemas: %s at %s: %s"
                        .formatted(found.getType(), found.getLocation(), found.getMessage()))
            .collect(Collectors.joining("\n"));
  }

  @Test
  void incompatibleChange_isNamed() {
    Schema then = SchemaBuilder.record("User").fields().requiredString("userId").endRecord();
    Schema without = SchemaBuilder.record("User").fields().requiredInt("user").endRecord();
    Schema other = SchemaBuilder.record("User").fields().requiredInt("userId").endRecord();
    assertThat(incompatibilities(without, then))
        .isEqualTo("schemas: READER_FIELD_MISSING_DEFAULT_VALUE at /fields/0: user");
    assertThat(incompatibilities(other, then)).contains("TYPE_MISMATCH at /fields/0/type");
  }

  @Test
  void fileOfAnIncompatibleVersion_isRefusedInWords() throws Exception {
    Schema other =
        SchemaBuilder.record("User")
            .namespace("org.ptmrec.schema")
            .fields()
            .requiredString("name")
            .endRecord();
    Path file = folder.resolve("users.avro");
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(other))) {
      writer.create(other, file.toFile());
      GenericRecord record = new GenericData.Record(other);
      record.put("name", "ada");
      writer.append(record);
    }
    RecordFiles<User> users = new RecordFiles<>(User.class, List.of(file.toString()));
    assertThat(assertThrows(UncheckedIOException.class, users::readAll))
        .hasMessageThat()
        .containsMatch(
            "users.avro was written by a version of ptmrec whose records this one cannot read"
                + " \\(.*missing required field user.*\\); make the artifact again");
  }
}
