package org.ptmrec.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/** The files of one output of an artifact; small enough to travel to workers, which read them. */
public final class RecordFiles<T extends SpecificRecord> implements Serializable {
  private static final long serialVersionUID = 1;

  private final Class<T> type;
  private final ArrayList<String> paths;

  /**
   * @param paths in order of the shards
   */
  public RecordFiles(Class<T> type, List<String> paths) {
    this.type = type;
    this.paths = new ArrayList<>(paths);
  }

  Class<T> type() {
    return type;
  }

  public List<String> paths() {
    return List.copyOf(paths);
  }

  /** All records, always in the same order. */
  public List<T> readAll() {
    List<T> records = new ArrayList<>();
    forEach(records::add);
    return records;
  }

  /**
   * Visits all records, always in the same order, holding one at a time.
   *
   * @throws UncheckedIOException naming the file that cannot be read
   */
  public void forEach(Consumer<? super T> visitor) {
    for (String path : paths) {
      visit(path, visitor);
    }
  }

  private void visit(String path, Consumer<? super T> visitor) {
    SpecificDatumReader<T> reader = new SpecificDatumReader<>(SpecificData.getForClass(type));
    reader.setExpected(SpecificData.get().getSchema(type));
    try (InputStream in = Storage.of(path).open(path);
        DataFileStream<T> records = new DataFileStream<>(in, reader)) {
      while (records.hasNext()) {
        visitor.accept(records.next());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": " + e.getMessage(), e);
    } catch (AvroTypeException e) {
      throw new UncheckedIOException(
          "%s was written by a version of ptmrec whose records this one cannot read (%s); make the artifact again"
              .formatted(path, e.getMessage()),
          new IOException(e));
    } catch (AvroRuntimeException e) {
      throw new UncheckedIOException(path + " is damaged", new IOException(e));
    }
  }
}
