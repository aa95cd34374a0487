package org.ptmrec.artifact;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Avro files of one record each; a file that can be seen is whole. */
public final class RecordFile {
  private RecordFile() {}

  /**
   * Empty if there is no such file.
   *
   * @param what it is to a person, such as "a checkpoint"
   * @throws UserErrorException naming a file that cannot be read
   */
  public static <T extends SpecificRecord> Optional<T> read(
      String path, Class<T> type, String what) {
    Storage storage = Storage.of(path);
    try {
      if (storage.stat(path).isEmpty()) {
        return Optional.empty();
      }
      SpecificDatumReader<T> reader = new SpecificDatumReader<>(SpecificData.getForClass(type));
      reader.setExpected(SpecificData.get().getSchema(type));
      try (InputStream in = storage.open(path);
          DataFileStream<T> records = new DataFileStream<>(in, reader)) {
        return Optional.of(records.next());
      }
    } catch (IOException | AvroRuntimeException e) {
      throw new UserErrorException(
          "%s cannot be read as %s; delete it to start anew: %s"
              .formatted(path, what, e.getMessage()),
          e);
    }
  }

  /**
   * Creates or replaces a file.
   *
   * @param what it is to a person, as in {@link #read}
   * @throws UserErrorException naming a file that cannot be written
   */
  public static <T extends SpecificRecord> void write(String path, T content, String what) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      try (DataFileWriter<T> writer =
          new DataFileWriter<>(new SpecificDatumWriter<T>(content.getSchema()))) {
        writer.setCodec(CodecFactory.nullCodec());
        writer.create(content.getSchema(), bytes);
        writer.append(content);
      }
      Storage.of(path).replace(path, bytes.toByteArray());
    } catch (IOException e) {
      throw new UserErrorException(
          "%s cannot be written as %s: %s".formatted(path, what, e.getMessage()), e);
    }
  }
}
