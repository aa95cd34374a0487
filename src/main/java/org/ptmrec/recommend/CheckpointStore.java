package org.ptmrec.recommend;

import java.util.Optional;
import org.ptmrec.schema.Checkpoint;

/** Where a trial keeps its state between epochs. */
public interface CheckpointStore {

  /** The last state saved by this trial. */
  Optional<Checkpoint> load();

  /** Replaces the saved state, wholly or not at all. */
  void save(Checkpoint checkpoint);

  /** For people. */
  String location();

  /** Keeps nothing: an interrupted trial starts anew. */
  CheckpointStore NONE =
      new CheckpointStore() {
        @Override
        public Optional<Checkpoint> load() {
          return Optional.empty();
        }

        @Override
        public void save(Checkpoint checkpoint) {}

        @Override
        public String location() {
          return "nowhere";
        }
      };
}
