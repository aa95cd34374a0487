package org.ptmrec.artifact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/** Encodes equal records as equal bytes: Avro leaves the order of a map's entries to the map. */
final class CanonicalDatumWriter<T> extends SpecificDatumWriter<T> {
  CanonicalDatumWriter(Schema schema, SpecificData data) {
    super(schema, data);
  }

  @Override
  protected Iterable<Map.Entry<Object, Object>> getMapEntries(Object map) {
    List<Map.Entry<Object, Object>> entries = new ArrayList<>();
    super.getMapEntries(map).forEach(entries::add);
    entries.sort(Comparator.comparing(entry -> entry.getKey().toString()));
    return entries;
  }
}
