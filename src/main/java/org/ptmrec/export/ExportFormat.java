package org.ptmrec.export;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.avro.Schema;

/** How records are written for others. */
public enum ExportFormat {
  /** A header, and a row for each record, or for each element of a record's list of records. */
  CSV("csv", CsvRows::new),
  /** An object a line. */
  JSONL("jsonl", JsonLines::new),
  /** Apache Parquet, not compressed. */
  PARQUET("parquet", ParquetRows::new);

  private final String suffix;
  private final Opener opener;

  private interface Opener {
    RecordRows open(Path file, Schema schema) throws IOException;
  }

  ExportFormat(String suffix, Opener opener) {
    this.suffix = suffix;
    this.opener = opener;
  }

  String suffix() {
    return suffix;
  }

  RecordRows open(Path file, Schema schema) throws IOException {
    return opener.open(file, schema);
  }
}
