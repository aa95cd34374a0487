package org.ptmrec.artifact;

import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Names drafts after the process that makes them, so that others see whether it still lives. */
final class DraftOwner {
  private static final String SEPARATOR = "~";
  private static final Set<String> OURS = ConcurrentHashMap.newKeySet();

  private DraftOwner() {}

  static String newName() {
    String name =
        String.join(
            SEPARATOR,
            host(),
            Long.toString(ProcessHandle.current().pid()),
            UUID.randomUUID().toString());
    OURS.add(name);
    return name;
  }

  /** Removes the drafts of processes of this machine that are gone. */
  static void sweep(Storage storage, String work) throws IOException {
    for (String name : names(storage, work).filter(DraftOwner::isDead).toList()) {
      storage.deleteFolder(work + "/" + name);
    }
  }

  /** Whether somebody may be writing there. */
  static boolean isInUse(Storage storage, String work) throws IOException {
    return names(storage, work).anyMatch(name -> name.contains(SEPARATOR) && !isDead(name));
  }

  /** Of what is directly in a folder of work. */
  private static Stream<String> names(Storage storage, String work) throws IOException {
    return storage.list(work).stream()
        .map(path -> path.substring(work.length() + 1))
        .map(path -> path.substring(0, Math.max(0, path.indexOf('/'))))
        .distinct();
  }

  private static boolean isDead(String name) {
    String[] parts = name.split(SEPARATOR);
    if (parts.length != 3 || !parts[0].equals(host()) || OURS.contains(name)) {
      return false;
    }
    long pid = Long.parseLong(parts[1]);
    // In a container, the next process may well have the same number.
    return pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty();
  }

  private static String host() {
    return ThisHost.name().replaceAll("[^A-Za-z0-9.-]", "_");
  }
}
