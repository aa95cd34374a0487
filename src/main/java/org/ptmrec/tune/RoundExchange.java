package org.ptmrec.tune;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.ptmrec.schema.OuterState;
import org.ptmrec.schema.RoundStart;
import org.ptmrec.schema.WorkerChanges;
import org.ptmrec.schema.WorkerState;

/**
 * What is where between rounds. Round n begins when its start is there, and is over when that of
 * round n + 1 is; a worker has done its part when its changes are there. Everything is decided by
 * what came before, so whoever does a thing once more writes the same.
 */
final class RoundExchange {
  private static final Pattern NAME = Pattern.compile("round-(\\d+)\\.(.+)");
  private static final String START = "start";
  private static final String OUTER = "outer";

  private final RoundRecords records;

  RoundExchange(RoundRecords records) {
    this.records = records;
  }

  String location() {
    return records.location();
  }

  private static String name(int round, String what) {
    return "round-%06d.%s".formatted(round, what);
  }

  private static String changes(int worker) {
    return "worker-" + worker + ".changes";
  }

  private static String state(int worker) {
    return "worker-" + worker + ".state";
  }

  /** The number of the round that is going on; empty before the first. */
  OptionalInt round() {
    return records.names().stream()
        .map(NAME::matcher)
        .filter(name -> name.matches() && name.group(2).equals(START))
        .mapToInt(name -> Integer.parseInt(name.group(1)))
        .max();
  }

  RoundStart start(int round) {
    return present(name(round, START), RoundStart.class);
  }

  OuterState outer(int round) {
    return present(name(round, OUTER), OuterState.class);
  }

  boolean hasChanges(int round, int worker) {
    return records.names().contains(name(round, changes(worker)));
  }

  /** Empty unless all workers have done their part. */
  Optional<List<WorkerChanges>> changes(int round, int workers) {
    List<String> names =
        IntStream.range(0, workers).mapToObj(w -> name(round, changes(w))).toList();
    return records.names().containsAll(names)
        ? Optional.of(names.stream().map(name -> present(name, WorkerChanges.class)).toList())
        : Optional.empty();
  }

  WorkerState state(int round, int worker) {
    return present(name(round, state(worker)), WorkerState.class);
  }

  private <T extends SpecificRecord> T present(String name, Class<T> type) {
    return records
        .load(name, type)
        .orElseThrow(() -> new IllegalStateException(location() + " has no " + name));
  }

  /** The state first: changes say that all is done. */
  void save(WorkerState state, WorkerChanges changes) {
    records.save(name(state.getRound(), state(state.getWorker())), state);
    records.save(name(changes.getRound(), changes(changes.getWorker())), changes);
  }

  /** Begins a round, and drops what no round reads any more. */
  void begin(OuterState outer, RoundStart start) {
    records.save(name(outer.getRound(), OUTER), outer);
    records.save(name(start.getRound(), START), start);
    for (String name : records.names()) {
      Matcher matcher = NAME.matcher(name);
      // The round before stays: one who has not heard of its end may still be at it.
      if (matcher.matches() && Integer.parseInt(matcher.group(1)) < start.getRound() - 1) {
        records.delete(name);
      }
    }
  }
}
