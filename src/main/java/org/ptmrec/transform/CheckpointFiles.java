package org.ptmrec.transform;

import java.util.Optional;
import org.ptmrec.artifact.RecordFile;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.recommend.CheckpointStore;
import org.ptmrec.schema.Checkpoint;
import org.ptmrec.schema.Trial;

/** A trial's checkpoint as one Avro file in a folder. */
final class CheckpointFiles implements CheckpointStore {
  private static final String WHAT = "a checkpoint";

  private final Trial trial;
  private final String file;

  private CheckpointFiles(Trial trial, String file) {
    this.trial = trial;
    this.file = file;
  }

  static CheckpointStore in(String folder, Trial trial) {
    return folder.isEmpty()
        ? CheckpointStore.NONE
        : new CheckpointFiles(trial, folder + "/" + Trials.fileName(trial) + ".avro");
  }

  @Override
  public Optional<Checkpoint> load() {
    Optional<Checkpoint> found = RecordFile.read(file, Checkpoint.class, WHAT);
    if (found.isPresent() && !found.get().getTrial().equals(trial)) {
      throw new UserErrorException(
          file + " is the checkpoint of another trial; delete it to start anew");
    }
    return found;
  }

  @Override
  public void save(Checkpoint checkpoint) {
    RecordFile.write(file, checkpoint, WHAT);
  }

  @Override
  public String location() {
    return file;
  }
}
