package org.ptmrec.cli;

import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Storage;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.pipeline.RunLedger;
import picocli.CommandLine.Option;

/** The store that a command is about, where it is about no pipeline. */
final class StoreOption {
  @Option(
      names = "--store",
      paramLabel = "FOLDER",
      description = "Folder or URI of the artifacts (${DEFAULT-VALUE})")
  private String folder = "artifacts";

  /**
   * @throws UserErrorException if nothing has ever run there
   */
  ArtifactStore open() {
    String root = Storage.absolute(folder);
    ArtifactStore store = ArtifactStore.open(root);
    if (new RunLedger(store.root()).runs().isEmpty()) {
      throw new UserErrorException(
          "there are no runs in the store " + root + "; give another one with --store FOLDER");
    }
    return store;
  }
}
