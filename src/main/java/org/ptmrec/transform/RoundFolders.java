package org.ptmrec.transform;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ptmrec.artifact.Storage;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.Trial;
import org.ptmrec.tune.RoundFiles;
import org.ptmrec.tune.RoundRecords;

/** The folders of trials that are tuned in rounds, beside the checkpoints of the others. */
final class RoundFolders {
  private static final String SUFFIX = ".rounds";
  private static final String FAILED = "/failed";

  private RoundFolders() {}

  /**
   * @param folder of all checkpoints; empty to keep nothing
   */
  static RoundRecords in(String folder, Trial trial) {
    return folder.isEmpty() ? RoundRecords.inMemory() : new RoundFiles(path(folder, trial));
  }

  private static String path(String folder, Trial trial) {
    return folder + "/" + Trials.fileName(trial) + SUFFIX;
  }

  /** Notes that no more rounds of this trial are to be tried. */
  static void giveUp(String folder, Trial trial) {
    String path = path(folder, trial) + FAILED;
    try {
      Storage.of(path).replace(path, new byte[0]);
    } catch (IOException e) {
      throw new UserErrorException(path + " cannot be written: " + e.getMessage(), e);
    }
  }

  static boolean isGivenUp(String folder, Trial trial) {
    String path = path(folder, trial) + FAILED;
    try {
      return Storage.of(path).stat(path).isPresent();
    } catch (IOException e) {
      throw new UserErrorException(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Of all trials that have begun, and are neither finished nor given up, with what they hold. */
  static Set<String> unfinished(String folder) {
    List<String> files;
    try {
      files = Storage.of(folder).list(folder);
    } catch (IOException e) {
      throw new UserErrorException(folder + " cannot be listed: " + e.getMessage(), e);
    }
    return files.stream()
        .filter(file -> file.contains(SUFFIX + "/"))
        .filter(
            file -> {
              String trial = file.substring(0, file.lastIndexOf(SUFFIX + "/"));
              return !files.contains(trial + FinishedTrials.SUFFIX)
                  && !files.contains(trial + SUFFIX + FAILED);
            })
        .collect(Collectors.toUnmodifiableSet());
  }
}
