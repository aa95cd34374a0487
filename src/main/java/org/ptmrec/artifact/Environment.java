package org.ptmrec.artifact;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References to environment variables, {@code ${env:NAME}}, in configured texts. The text with the
 * reference is what is stored, shown and sent to workers; the value exists only where it is used.
 */
public final class Environment {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");

  private Environment() {}

  /**
   * Puts the values of this process's environment in place of the references.
   *
   * @throws UserErrorException naming a variable that is not set
   */
  public static String resolve(String text) {
    return resolve(text, name -> Optional.ofNullable(System.getenv(name)));
  }

  /** With an environment of one's own. */
  public static String resolve(String text, Function<String, Optional<String>> environment) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    environment
                        .apply(match.group(1))
                        .orElseThrow(() -> missing(text, match.group(1)))));
  }

  /** Puts the references of a configured text in place of their values wherever these occur. */
  public static String redact(String message, String configured) {
    String redacted = message;
    Matcher references = REFERENCE.matcher(configured);
    while (references.find()) {
      String value = System.getenv(references.group(1));
      if (value != null && !value.isBlank()) {
        redacted = redacted.replace(value, references.group());
      }
    }
    return redacted;
  }

  private static UserErrorException missing(String text, String name) {
    return new UserErrorException(
        "'"
            + text
            + "': the environment variable "
            + name
            + " is not set; export "
            + name
            + "=...");
  }
}
