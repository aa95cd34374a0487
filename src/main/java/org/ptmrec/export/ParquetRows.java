package org.ptmrec.export;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.LocalOutputFile;

/**
 * Parquet without Hadoop: its classes are needed to compile this, not to run it, as long as data
 * model and configuration are given and nothing is compressed.
 */
final class ParquetRows implements RecordRows {
  private final ParquetWriter<GenericRecord> out;

  ParquetRows(Path file, Schema schema) throws IOException {
    out =
        AvroParquetWriter.<GenericRecord>builder(new LocalOutputFile(file))
            .withSchema(schema)
            .withDataModel(GenericData.get())
            .withConf(new PlainParquetConfiguration())
            .build();
  }

  @Override
  public void add(GenericRecord record) throws IOException {
    out.write(record);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
