package org.ptmrec.pipeline;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ptmrec.artifact.Environment;
import org.ptmrec.artifact.UserErrorException;

/**
 * Values that stand elsewhere: {@code ${data}} is the folder under the file's key {@code data},
 * {@code ${catalogue:url}} the address of a server that starts with the run. {@code ${env:NAME}} is
 * left to {@link Environment}.
 */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");

  private final Map<String, Function<String, Optional<String>>> kinds = new TreeMap<>();
  private final Map<String, String> written = new TreeMap<>();
  private final Map<String, String> identities = new TreeMap<>();

  References() {
    kinds.put("env", name -> Optional.empty());
  }

  /**
   * @param values finds a value by what stands after the colon, which is empty without one
   */
  void register(String kind, Function<String, Optional<String>> values) {
    kinds.put(kind, values);
  }

  /**
   * @param text what a file says that is kept, in place of the reference
   */
  void registerWritten(String kind, String text) {
    written.put(kind, text);
  }

  /**
   * @param identity tells what the reference stands for where its value, such as an address, does
   *     not
   */
  void registerIdentity(String kind, String identity) {
    identities.put(kind, identity);
  }

  /** As a file says it that is kept: what only a run or a process can know is left to it. */
  String written(String text) {
    return replaced(text, written);
  }

  /** What decides a result in place of the text. */
  String identity(String text) {
    return replaced(written(text), identities);
  }

  private static String replaced(String text, Map<String, String> texts) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    texts.getOrDefault(kindOf(match.group(1)), match.group())));
  }

  /**
   * @throws IllegalArgumentException if a reference is malformed or of a kind that nobody knows
   */
  void check(String text) {
    Matcher matcher = REFERENCE.matcher(text);
    while (matcher.find()) {
      if (!kinds.containsKey(kindOf(matcher.group(1)))) {
        throw new IllegalArgumentException(
            "unknown reference "
                + matcher.group()
                + "; known are ${data}, ${env:NAME} and ${catalogue:url}");
      }
    }
  }

  /** All references but those to the environment. */
  String resolve(String text) {
    return REFERENCE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(valueOf(match)));
  }

  /** All references. */
  String resolveAll(String text) {
    return Environment.resolve(resolve(text));
  }

  private String valueOf(java.util.regex.MatchResult match) {
    String kind = kindOf(match.group(1));
    if (kind.equals("env")) {
      return match.group();
    }
    String key = match.group(1).substring(Math.min(kind.length() + 1, match.group(1).length()));
    return Optional.ofNullable(kinds.get(kind))
        .flatMap(values -> values.apply(key))
        .orElseThrow(() -> new UserErrorException(match.group() + " has no value"));
  }

  private static String kindOf(String reference) {
    int colon = reference.indexOf(':');
    return colon < 0 ? reference : reference.substring(0, colon);
  }
}
