package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a value is written in a pipeline file, and its one canonical form. */
final class ParamType<T> {
  static final ParamType<Long> LONG =
      new ParamType<>("whole number", ParamType::longOf, value -> value);
  static final ParamType<Integer> INTEGER =
      new ParamType<>("whole number", raw -> intOf(longOf(raw)), Integer::longValue);
  static final ParamType<Double> DECIMAL =
      new ParamType<>("number", ParamType::decimalOf, value -> value);
  static final ParamType<Boolean> FLAG =
      new ParamType<>("true or false", raw -> expect(Boolean.class, raw), value -> value);
  static final ParamType<String> TEXT = new ParamType<>("text", ParamType::textOf, value -> value);
  static final ParamType<Duration> DURATION =
      new ParamType<>(
          "time such as 500ms, 30s, 5m or 2h",
          raw -> Duration.ofMillis(scaled(raw, DurationUnits.PATTERN, DurationUnits.SCALE)),
          value -> value.toMillis() + "ms");
  static final ParamType<Long> SIZE =
      new ParamType<>(
          "size such as 512, 64KiB, 20MiB or 1GiB",
          raw ->
              raw instanceof Long bytes ? bytes : scaled(raw, SizeUnits.PATTERN, SizeUnits.SCALE),
          value -> value);
  static final ParamType<Map<String, Object>> TREE =
      new ParamType<>("mapping", ParamType::treeOf, ParamType::canonicalTree);

  private final String description;
  private final Function<Object, T> parse;
  private final Function<T, Object> canonical;

  private ParamType(String description, Function<Object, T> parse, Function<T, Object> canonical) {
    this.description = description;
    this.parse = parse;
    this.canonical = canonical;
  }

  static <E extends Enum<E>> ParamType<E> choice(Class<E> type) {
    E[] constants = type.getEnumConstants();
    String names =
        Arrays.stream(constants).map(ParamType::choiceName).collect(Collectors.joining(", "));
    return new ParamType<>(
        "one of " + names,
        raw ->
            Arrays.stream(constants)
                .filter(constant -> choiceName(constant).equals(choiceName(textOf(raw))))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown")),
        ParamType::choiceName);
  }

  static <E> ParamType<List<E>> listOf(ParamType<E> element) {
    return new ParamType<>(
        "list of " + element.description,
        raw -> expect(List.class, raw).stream().map(element::parse).toList(),
        value -> value.stream().map(element::canonical).toList());
  }

  T parse(Object raw) {
    try {
      return parse.apply(raw);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "expected " + description + ", was " + raw + ", which is out of range", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("expected " + description + ", was " + raw, e);
    }
  }

  Object canonical(T value) {
    return canonical.apply(value);
  }

  @SuppressWarnings("unchecked") // Only called by bounds on types that have an order.
  int compare(T left, T right) {
    return ((Comparable<T>) left).compareTo(right);
  }

  @Override
  public String toString() {
    return description;
  }

  private static <R> R expect(Class<R> type, Object raw) {
    checkArgument(type.isInstance(raw));
    return type.cast(raw);
  }

  private static long longOf(Object raw) {
    return raw instanceof BigInteger big ? big.longValueExact() : expect(Long.class, raw);
  }

  private static int intOf(long value) {
    return Math.toIntExact(value);
  }

  private static double decimalOf(Object raw) {
    double value = expect(Number.class, raw).doubleValue();
    checkArgument(Double.isFinite(value));
    // Minus zero and zero are one value.
    return value + 0.0;
  }

  private static String textOf(Object raw) {
    // A name made of digits is a name all the same.
    return raw instanceof Long ? raw.toString() : expect(String.class, raw);
  }

  private static String choiceName(Enum<?> constant) {
    return choiceName(constant.name());
  }

  private static String choiceName(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static long scaled(Object raw, Pattern pattern, Map<String, Long> scale) {
    Matcher matcher = pattern.matcher(expect(String.class, raw));
    checkArgument(matcher.matches());
    return new BigDecimal(matcher.group(1))
        .multiply(BigDecimal.valueOf(requireNonNull(scale.get(matcher.group(2)))))
        .longValueExact();
  }

  @SuppressWarnings("unchecked") // The reader's mappings have text keys.
  private static Map<String, Object> treeOf(Object raw) {
    return (Map<String, Object>) expect(Map.class, raw);
  }

  private static Object canonicalTree(Object node) {
    if (node instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, value) -> sorted.put((String) key, canonicalTree(value)));
      return sorted;
    }
    if (node instanceof List<?> list) {
      return list.stream().map(ParamType::canonicalTree).toList();
    }
    // 1 and 1.0 are one value where no type says which is meant.
    return node instanceof Long number && (long) number.doubleValue() == number
        ? (Object) number.doubleValue()
        : node;
  }

  private static final class DurationUnits {
    static final Pattern PATTERN = Pattern.compile("(\\d+(?:\\.\\d+)?) ?(ms|s|m|h)");
    static final Map<String, Long> SCALE =
        Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);
  }

  private static final class SizeUnits {
    static final Pattern PATTERN = Pattern.compile("(\\d+(?:\\.\\d+)?) ?(B|KiB|MiB|GiB)");
    static final Map<String, Long> SCALE =
        Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
  }
}
