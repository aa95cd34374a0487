package org.ptmrec.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** Collects the encoded records of one shard and writes them in order of their keys. */
final class ShardWriter implements AutoCloseable {
  /** Changes whenever equal records would be written as other bytes; part of every fingerprint. */
  static final int LAYOUT = 1;

  /** In place of an encoded record: the shard exists, there is no record here. */
  static final byte[] NO_RECORD = {};

  private static final int SYNC_INTERVAL = 64_000;
  private static final byte[] SYNC_MARKER =
      Arrays.copyOf(Digests.sha256().digest("ptmrec".getBytes(StandardCharsets.US_ASCII)), 16);

  /** For the records of a shard; more wait on disk. */
  private static final long MEMORY = 64L << 20;

  private final Schema schema;
  private final RecordSorter records;
  private long written;

  /**
   * @param distinct whether equal records are written once
   */
  ShardWriter(Schema schema, boolean distinct) {
    this.schema = schema;
    records = new RecordSorter(MEMORY, distinct);
  }

  void add(byte[] key, byte[] record) throws IOException {
    if (record.length > 0) {
      records.add(key, record);
    }
  }

  /** Records written. */
  long written() {
    return written;
  }

  /** Writes an Avro object container file; does not close the stream. */
  void writeTo(OutputStream out) throws IOException {
    DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema));
    // Not compressed: what zlib makes of equal bytes differs between its versions and machines.
    writer.setCodec(CodecFactory.nullCodec());
    writer.setSyncInterval(SYNC_INTERVAL);
    writer.create(schema, out, SYNC_MARKER);
    written = 0;
    records.forEach(
        record -> {
          writer.appendEncoded(ByteBuffer.wrap(record));
          written++;
        });
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
