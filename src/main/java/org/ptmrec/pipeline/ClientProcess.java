package org.ptmrec.pipeline;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ThisHost;

/**
 * The process that waits for a run, as others find it again. A number alone does not do: another
 * machine has the same numbers, and so has a container that was started anew.
 *
 * @param host where it is; null in what was written before hosts were, which counts as here
 * @param seen when it was there; a process that has started later is another one
 */
record ClientProcess(@Nullable String host, long pid, Instant seen) {
  boolean isOfThisHost() {
    return host == null || host.equals(ThisHost.name());
  }

  /** The process, if it is one of this machine and still there. */
  Optional<ProcessHandle> find() {
    return isOfThisHost()
        ? ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOlder)
        : Optional.empty();
  }

  private boolean isOlder(ProcessHandle process) {
    return process.info().startInstant().map(start -> !start.isAfter(seen)).orElse(true);
  }
}
