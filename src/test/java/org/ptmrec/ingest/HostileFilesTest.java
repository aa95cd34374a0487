package org.ptmrec.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.ptmrec.testing.Damage.assertSafe;
import static org.ptmrec.testing.Damage.damaged;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

/** Damaged files of every kind that is read: an error that names the file, and no memory eaten. */
class HostileFilesTest {
  private static final int TRIES = 400;
  private static final byte[] CSV =
      "user_id,item_id,rating,timestamp\nu1,\"i,1\",5,881250949\nu2,i2,3,881250950\n"
          .getBytes(UTF_8);
  private static final byte[] INTER =
      "userID\titemID\trating\ttimestamp\tx_label\n0\t0\t5\t1\t0\n1\t1\t5\t2\t2\n".getBytes(UTF_8);
  private static final byte[] MAPPING = "asin\titemID\nB1\t0\nB2\t1\n".getBytes(UTF_8);
  private static final byte[] JSON =
      ("{\"item_id\": \"i1\", \"title\": \"caf\u00e9\", \"categories\": [[\"a\", \"b\"]], \"image\":"
              + " {\"large\": \"http://a/\"}, \"timestamp\": 1e9, \"user_id\": 7}\n")
          .getBytes(UTF_8);
  private static final byte[] PYTHON =
      ("{'asin': 'B1', 'title': \"it's\", 'categories': [['a', u'b\\xe9']], 'price': 9.99,"
              + " 'unixReviewTime': 1, 'reviewerID': 'A'}\n")
          .getBytes(UTF_8);
  private static final byte[] AVRO = avro();
  private static final byte[] NPY = npy();

  private static byte[] avro() {
    Schema schema =
        SchemaBuilder.record("R")
            .fields()
            .requiredString("item_id")
            .requiredString("user_id")
            .requiredLong("timestamp")
            .name("categories")
            .type()
            .array()
            .items()
            .stringType()
            .noDefault()
            .endRecord();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.setCodec(CodecFactory.nullCodec());
      writer.create(schema, bytes);
      for (int i = 0; i < 20; i++) {
        writer.append(
            new GenericRecordBuilder(schema)
                .set("item_id", "i" + i)
                .set("user_id", "u" + i)
                .set("timestamp", (long) i)
                .set("categories", List.of("a", "b"))
                .build());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] npy() {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }" + " ".repeat(58) + "\n";
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + 24).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(UTF_8)).put((byte) 1).put((byte) 0);
    bytes.putShort((short) header.length()).put(header.getBytes(UTF_8));
    for (int i = 0; i < 6; i++) {
      bytes.putFloat(i);
    }
    return bytes.array();
  }

  @Property(tries = TRIES)
  void csv(@ForAll long seed) throws Exception {
    assertSafe(
        damaged(CSV, seed),
        "r.csv",
        file -> CsvInteractions.read(file, ColumnNames.USUAL, row -> {}, () -> {}));
  }

  @Property(tries = TRIES)
  void inter(@ForAll long seed) throws Exception {
    assertSafe(damaged(INTER, seed), "r.inter", file -> InterInteractions.read(file, row -> {}));
  }

  @Property(tries = TRIES)
  void itemIdMapping(@ForAll long seed) throws Exception {
    assertSafe(damaged(MAPPING, seed), "i.csv", file -> ItemIdMapping.read(file, 2));
  }

  @Property(tries = TRIES)
  void jsonLines(@ForAll long seed) throws Exception {
    byte[] content = damaged(JSON, seed);
    assertSafe(content, "i.jsonl", file -> ObjectItems.read(file, ColumnNames.USUAL, item -> {}));
    assertSafe(
        content,
        "i.jsonl",
        file -> ObjectInteractions.read(file, ColumnNames.USUAL, row -> {}, () -> {}));
  }

  @Property(tries = TRIES)
  void pythonLines(@ForAll long seed) throws Exception {
    assertSafe(
        damaged(PYTHON, seed),
        "meta.json",
        file -> ObjectItems.read(file, ColumnNames.USUAL, item -> {}));
  }

  @Property(tries = TRIES)
  void packedLines_damaged(@ForAll long seed) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (var gzip = new java.util.zip.GZIPOutputStream(packed)) {
      gzip.write(JSON);
    }
    assertSafe(
        damaged(packed.toByteArray(), seed),
        "i.jsonl.gz",
        file -> ObjectItems.read(file, ColumnNames.USUAL, item -> {}));
  }

  @Property(tries = TRIES)
  void avro(@ForAll long seed) throws Exception {
    assertSafe(
        damaged(AVRO, seed),
        "i.avro",
        file -> ObjectItems.read(file, ColumnNames.USUAL, item -> {}));
  }

  @Property(tries = TRIES)
  void numpy(@ForAll long seed) throws Exception {
    assertSafe(
        damaged(NPY, seed),
        "f.npy",
        file -> {
          try (NpyFile npy = NpyFile.open(file)) {
            for (int row = 0; row < npy.rows(); row++) {
              npy.nextRow();
            }
          }
        });
  }
}
