package org.ptmrec.artifact;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What killed processes leave in a store: drafts and checkpoints, and folders of artifacts whose
 * deletion was cut off, which have lost their manifest first.
 */
public final class Leftovers {
  private static final Pattern PATH =
      Pattern.compile("/([^./][^/]*)/(\\.work-)?([0-9a-f]{64})/(.*)");

  private final String root;
  private final Storage storage;

  Leftovers(String root, Storage storage) {
    this.root = root;
    this.storage = storage;
  }

  /**
   * The folders, as (stage, fingerprint) by path. Left out are those with a draft that a process of
   * this machine still writes, or another machine may write; and, where folders cannot be moved at
   * once, those without a manifest, which may be on their way.
   */
  public Map<String, List<String>> folders() throws IOException {
    Map<String, List<String>> artifacts = new TreeMap<>();
    Map<String, List<String>> work = new TreeMap<>();
    Set<String> whole = new HashSet<>();
    for (String path : storage.list(root)) {
      Matcher matcher = PATH.matcher(path.substring(root.length()));
      if (matcher.matches()) {
        String file = matcher.group(4);
        String folder = path.substring(0, path.length() - file.length() - 1);
        (matcher.group(2) == null ? artifacts : work)
            .put(folder, List.of(matcher.group(1), matcher.group(3)));
        if (file.equals(Manifest.FILE_NAME)) {
          whole.add(folder);
        }
      }
    }
    for (String folder : List.copyOf(work.keySet())) {
      if (DraftOwner.isInUse(storage, folder)) {
        work.remove(folder);
      }
    }
    if (!Storage.isUri(root)) {
      artifacts.keySet().removeAll(whole);
      work.putAll(artifacts);
    }
    return work;
  }

  /** Removes one of {@link #folders}. */
  public void remove(String folder) throws IOException {
    storage.deleteFolder(folder);
  }
}
