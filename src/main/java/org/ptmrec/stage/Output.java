package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;

import org.apache.avro.specific.SpecificRecord;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.artifact.WriteRecords;

/**
 * A collection of Avro records that a stage writes.
 *
 * @param name such as {@code items}; part files are named after it
 * @param type the generated record class
 * @param key decides the shard of a record and its place in the shard; records of equal keys are
 *     ordered by their bytes
 * @param shards number of files, a constant of the stage: it must not depend on the runner
 * @param distinct whether equal records are written once
 * @param observed whether records tell of this very run, such as times: then they do not enter the
 *     content digest
 */
public record Output<T extends SpecificRecord>(
    String name, Class<T> type, RecordKey<T> key, int shards, boolean distinct, boolean observed) {
  public Output {
    checkArgument(name.matches("[a-z][a-z0-9-]*"), "output name %s", name);
    checkArgument(shards > 0, "shards of output %s must be at least 1, was %s", name, shards);
  }

  /** One file; {@code Output.of("items", Item.class, RecordKey.number(Item::getItem))}. */
  public static <T extends SpecificRecord> Output<T> of(
      String name, Class<T> type, RecordKey<T> key) {
    return new Output<>(name, type, key, 1, false, false);
  }

  public Output<T> withShards(int shards) {
    return new Output<>(name, type, key, shards, distinct, observed);
  }

  /** Equal records are written once. */
  public Output<T> asDistinct() {
    return new Output<>(name, type, key, shards, true, observed);
  }

  /** Of records that differ between runs that do the same. */
  public Output<T> asObserved() {
    return new Output<>(name, type, key, shards, distinct, true);
  }

  /** What writes the records' files into a folder. */
  public WriteRecords<T> writeTo(String folder) {
    return WriteRecords.to(folder, name, type, key).withShards(shards).withDistinct(distinct);
  }
}
