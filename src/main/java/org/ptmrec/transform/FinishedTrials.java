package org.ptmrec.transform;

import java.io.IOException;
import java.util.Optional;
import org.ptmrec.artifact.RecordFile;
import org.ptmrec.artifact.Storage;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.FinishedTrial;
import org.ptmrec.schema.Trial;

/**
 * Results of trials whose stage has not come to its end: one Avro file each, beside the
 * checkpoints. A sweep that was stopped goes on with the trials that are missing.
 */
final class FinishedTrials {
  static final String SUFFIX = ".finished.avro";
  private static final String WHAT = "a result";

  private final String folder;

  /**
   * @param folder on any of Beam's file systems; empty to keep nothing
   */
  FinishedTrials(String folder) {
    this.folder = folder;
  }

  private String file(Trial trial) {
    return folder + "/" + Trials.fileName(trial) + SUFFIX;
  }

  boolean has(Trial trial) {
    try {
      return !folder.isEmpty() && Storage.of(folder).stat(file(trial)).isPresent();
    } catch (IOException e) {
      throw new UserErrorException(file(trial) + " cannot be read: " + e.getMessage(), e);
    }
  }

  Optional<FinishedTrial> load(Trial trial) {
    return folder.isEmpty()
        ? Optional.empty()
        : RecordFile.read(file(trial), FinishedTrial.class, WHAT);
  }

  void save(FinishedTrial finished) {
    if (!folder.isEmpty()) {
      RecordFile.write(file(finished.getTrained().getTrial()), finished, WHAT);
    }
  }
}
