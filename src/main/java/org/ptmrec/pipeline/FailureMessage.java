package org.ptmrec.pipeline;

import com.google.common.base.Throwables;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.cluster.ClusterUnreachableException;

/** Finds the one line in a stack of exceptions that says what a person can do. */
final class FailureMessage {
  private FailureMessage() {}

  static String of(Throwable failure) {
    List<Throwable> chain = Throwables.getCausalChain(failure);
    for (Throwable cause : chain) {
      if (cause instanceof UserErrorException) {
        return String.valueOf(cause.getMessage());
      }
    }
    for (Throwable cause : chain) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("No space left on device")) {
        return "the disk is full ("
            + message
            + "); free some space and run again: what was published is kept";
      }
      if (cause instanceof AccessDeniedException) {
        return "no permission to write " + message;
      }
      if (cause instanceof OutOfMemoryError) {
        return "out of memory ("
            + message
            + "); give the JVM more with PTMREC_JAVA_OPTS=-Xmx8g, or make batches smaller";
      }
    }
    Throwable last = chain.get(chain.size() - 1);
    return last.getClass().getSimpleName()
        + (last.getMessage() == null ? "" : ": " + last.getMessage());
  }

  /** Whether the failure says it all itself, so that a stack trace would only be noise. */
  static boolean isForUsers(Throwable failure) {
    return Throwables.getCausalChain(failure).stream()
        .anyMatch(
            cause ->
                cause instanceof UserErrorException
                    || cause instanceof ClusterUnreachableException);
  }
}
