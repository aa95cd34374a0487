package org.ptmrec.tune;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;

/** Where the workers of one trial leave for each other what travels between rounds. */
public interface RoundRecords {

  /** Of all records that are there whole. */
  List<String> names();

  /** Empty if there is none of that name. */
  <T extends SpecificRecord> Optional<T> load(String name, Class<T> type);

  /** Creates or replaces a record, wholly or not at all. */
  void save(String name, SpecificRecord content);

  /** Fine if there is none of that name. */
  void delete(String name);

  /** For people. */
  String location();

  /** For workers of one process; nothing is kept. */
  static RoundRecords inMemory() {
    Map<String, SpecificRecord> records = new ConcurrentHashMap<>();
    return new RoundRecords() {
      @Override
      public List<String> names() {
        return List.copyOf(records.keySet());
      }

      @Override
      public <T extends SpecificRecord> Optional<T> load(String name, Class<T> type) {
        return Optional.ofNullable(records.get(name)).map(type::cast);
      }

      @Override
      public void save(String name, SpecificRecord content) {
        records.put(name, content);
      }

      @Override
      public void delete(String name) {
        records.remove(name);
      }

      @Override
      public String location() {
        return "memory";
      }
    };
  }
}
