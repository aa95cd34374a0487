package org.ptmrec.artifact;

/**
 * Something that the user gave cannot be used. The message is one line that names the file, line or
 * key, what was expected and how to fix it; the command line prints it without a stack trace.
 */
public class UserErrorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UserErrorException(String message) {
    super(message);
  }

  public UserErrorException(String message, Throwable cause) {
    super(message, cause);
  }
}
