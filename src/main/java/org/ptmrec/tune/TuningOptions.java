package org.ptmrec.tune;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.TreeMap;
import org.ptmrec.artifact.UserErrorException;

/** Options of a tuning method by name, with defaults, ranges, and no unknown names. */
public final class TuningOptions {
  private final String method;
  private final ImmutableMap<String, Object> values;
  private final TreeMap<String, Object> known = new TreeMap<>();

  TuningOptions(String method, Map<String, ?> values) {
    this.method = method;
    this.values = ImmutableMap.copyOf(values);
  }

  /** An integer from {@code min} to {@code max}. */
  public int integer(String key, int missing, int min, int max) {
    Object value = value(key, missing);
    if (!(value instanceof Number number)
        || number.doubleValue() != number.intValue()
        || number.intValue() < min
        || number.intValue() > max) {
      throw error(key, value, "an integer from " + min + " to " + max);
    }
    known.put(key, number.intValue());
    return number.intValue();
  }

  /** A number from {@code min} (inclusive) to {@code end} (exclusive). */
  public double number(String key, double missing, double min, double end) {
    Object value = value(key, missing);
    if (!(value instanceof Number number)
        || !(number.doubleValue() >= min && number.doubleValue() < end)) {
      throw error(key, value, "a number from " + min + " to below " + end);
    }
    known.put(key, number.doubleValue());
    return number.doubleValue();
  }

  public boolean flag(String key, boolean missing) {
    Object value = value(key, missing);
    if (!(value instanceof Boolean flag)) {
      throw error(key, value, "true or false");
    }
    return flag;
  }

  public String text(String key, String missing) {
    Object value = value(key, missing);
    if (!(value instanceof String text)) {
      throw error(key, value, "a string");
    }
    return text;
  }

  private Object value(String key, Object missing) {
    Object value = values.getOrDefault(key, missing);
    known.put(key, value);
    return value;
  }

  /** The complaint that an option's value is not as expected. */
  public UserErrorException error(String key, Object value, String expected) {
    return new UserErrorException(
        "option '%s' of tuning method %s is %s, expected %s"
            .formatted(key, method, value, expected));
  }

  /** Every option that has been asked for, by name: what was given, or the default. */
  ImmutableSortedMap<String, Object> resolved() {
    return ImmutableSortedMap.copyOf(known);
  }

  /** Complains of an option that has not been asked for. */
  void checkAllKnown() {
    for (String key : values.keySet()) {
      if (!known.containsKey(key)) {
        throw new UserErrorException(
            "tuning method %s has no option '%s', only %s"
                .formatted(method, key, String.join(", ", known.keySet())));
      }
    }
  }
}
