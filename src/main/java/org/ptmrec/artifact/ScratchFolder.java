package org.ptmrec.artifact;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder in a store that nobody looks into: deleted when it is closed, or, if the process was
 * killed, when the next of its kind is opened.
 */
public final class ScratchFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScratchFolder.class);

  private final Storage storage;
  private final String path;

  private ScratchFolder(Storage storage, String path) {
    this.storage = storage;
    this.path = path;
  }

  /**
   * @param kind name that folders of one purpose share
   */
  public static ScratchFolder open(ArtifactStore store, String kind) throws IOException {
    String folder = store.root() + "/." + kind;
    Storage storage = Storage.of(folder);
    DraftOwner.sweep(storage, folder);
    return new ScratchFolder(storage, folder + "/" + DraftOwner.newName());
  }

  public String path() {
    return path;
  }

  @Override
  public void close() {
    try {
      storage.deleteFolder(path);
      String folder = path.substring(0, path.lastIndexOf('/'));
      if (storage.list(folder).isEmpty()) {
        storage.deleteFolder(folder);
      }
    } catch (IOException e) {
      LOG.warn("{} could not be removed: {}", path, e.getMessage());
    }
  }
}
