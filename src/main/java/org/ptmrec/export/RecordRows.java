package org.ptmrec.export;

import java.io.Closeable;
import java.io.IOException;
import org.apache.avro.generic.GenericRecord;

/** A file that takes one record after the other. */
interface RecordRows extends Closeable {
  void add(GenericRecord record) throws IOException;
}
