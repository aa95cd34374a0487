package org.ptmrec.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** JSON as Avro prints it: what is not a number is a text, bytes are characters of Latin 1. */
final class JsonLines implements RecordRows {
  private final BufferedWriter out;

  JsonLines(Path file, Schema schema) throws IOException {
    out = Files.newBufferedWriter(file);
  }

  @Override
  public void add(GenericRecord record) throws IOException {
    out.write(record.toString());
    out.newLine();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
