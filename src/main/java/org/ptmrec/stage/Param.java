package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A key of a pipeline file: name, type, unit, default, what values it takes, and what it means.
 *
 * <p>A dot in the name is a nested mapping: {@code perHost.rate} is written {@code perHost: {rate:
 * 5}}. Immutable; {@code Param.integer("epochs", "epochs", "Most epochs.").or(1000).atLeast(1)}.
 */
public final class Param<T> {
  /** What the value stands for. */
  public enum Kind {
    /** Itself. */
    VALUE,
    /** An existing file or folder whose content decides what the stage computes. */
    FILE,
    /**
     * A folder, whose content decides what the stage computes if it is on this machine, or an
     * address, whose text does.
     */
    LOCATION
  }

  private final String name;
  private final Kind kind;
  private final ParamType<T> type;
  private final String unit;
  private final String doc;
  private final @Nullable T defaultValue;
  private final boolean isOptional;
  private final boolean isOperational;
  private final boolean isShared;
  private final List<Check<T>> checks;

  private record Check<T>(Predicate<T> holds, String requirement) {}

  private Param(
      String name,
      Kind kind,
      ParamType<T> type,
      String unit,
      String doc,
      @Nullable T defaultValue,
      boolean isOptional,
      boolean isOperational,
      boolean isShared,
      List<Check<T>> checks) {
    checkArgument(name.matches("[a-zA-Z][\\w-]*(\\.[a-zA-Z][\\w-]*)*"), "parameter name %s", name);
    checkArgument(doc.endsWith("."), "the text of parameter %s ends with a full stop", name);
    this.name = name;
    this.kind = kind;
    this.type = type;
    this.unit = unit;
    this.doc = doc;
    this.defaultValue = defaultValue;
    this.isOptional = isOptional;
    this.isOperational = isOperational;
    this.isShared = isShared;
    this.checks = checks;
  }

  public static Param<Integer> integer(String name, String unit, String doc) {
    return required(name, Kind.VALUE, ParamType.INTEGER, unit, doc);
  }

  /** For numbers beyond 32 bits, such as seeds. */
  public static Param<Long> longInteger(String name, String unit, String doc) {
    return required(name, Kind.VALUE, ParamType.LONG, unit, doc);
  }

  public static Param<Double> decimal(String name, String unit, String doc) {
    return required(name, Kind.VALUE, ParamType.DECIMAL, unit, doc);
  }

  public static Param<Boolean> flag(String name, String doc) {
    return required(name, Kind.VALUE, ParamType.FLAG, "", doc);
  }

  public static Param<String> text(String name, String doc) {
    return required(name, Kind.VALUE, ParamType.TEXT, "", doc);
  }

  /** Written {@code 500ms}, {@code 30s}, {@code 5m} or {@code 2h}. */
  public static Param<Duration> duration(String name, String doc) {
    return required(name, Kind.VALUE, ParamType.DURATION, "time", doc);
  }

  /** Bytes, written {@code 512}, {@code 64KiB}, {@code 20MiB} or {@code 1GiB}. */
  public static Param<Long> size(String name, String doc) {
    return required(name, Kind.VALUE, ParamType.SIZE, "size", doc);
  }

  /** Written as the constant's name, in either case, with {@code -} for {@code _}. */
  public static <E extends Enum<E>> Param<E> choice(String name, Class<E> type, String doc) {
    return required(name, Kind.VALUE, ParamType.choice(type), "", doc);
  }

  public static Param<List<String>> texts(String name, String doc) {
    return required(name, Kind.VALUE, ParamType.listOf(ParamType.TEXT), "", doc);
  }

  public static Param<List<Long>> integers(String name, String unit, String doc) {
    return required(name, Kind.VALUE, ParamType.listOf(ParamType.LONG), unit, doc);
  }

  /** A mapping whose keys are free: text, numbers, flags, lists and mappings below them. */
  public static Param<Map<String, Object>> tree(String name, String doc) {
    return required(name, Kind.VALUE, ParamType.TREE, "", doc);
  }

  /** A file or folder whose content, not name, decides what the stage computes. */
  public static Param<String> file(String name, String doc) {
    return required(name, Kind.FILE, ParamType.TEXT, "path", doc);
  }

  /** A path or address that is only passed on. */
  public static Param<String> location(String name, String doc) {
    return required(name, Kind.LOCATION, ParamType.TEXT, "path or URI", doc);
  }

  private static <T> Param<T> required(
      String name, Kind kind, ParamType<T> type, String unit, String doc) {
    return new Param<>(name, kind, type, unit, doc, null, false, false, false, List.of());
  }

  /** With a default. */
  public Param<T> or(T defaultValue) {
    return new Param<>(
        name, kind, type, unit, doc, checked(defaultValue), true, isOperational, isShared, checks);
  }

  /** May be left out without having a default. */
  public Param<T> optional() {
    return new Param<>(name, kind, type, unit, doc, null, true, isOperational, isShared, checks);
  }

  /** Says how, not what, the stage computes: a change does not make its artifact stale. */
  public Param<T> operational() {
    return new Param<>(
        name, kind, type, unit, doc, defaultValue, isOptional, true, isShared, checks);
  }

  /** May be written once at the top of the pipeline file for all stages that have it. */
  public Param<T> shared() {
    return new Param<>(
        name, kind, type, unit, doc, defaultValue, isOptional, isOperational, true, checks);
  }

  public Param<T> atLeast(T least) {
    return checking(
        value -> type.compare(value, least) >= 0, "must be at least " + type.canonical(least));
  }

  public Param<T> atMost(T most) {
    return checking(
        value -> type.compare(value, most) <= 0, "must be at most " + type.canonical(most));
  }

  /**
   * @param requirement what the predicate asks for, such as {@code must be a power of two}
   */
  public Param<T> checking(Predicate<T> holds, String requirement) {
    List<Check<T>> more = new ArrayList<>(checks);
    more.add(new Check<>(holds, requirement));
    Param<T> param =
        new Param<>(
            name,
            kind,
            type,
            unit,
            doc,
            defaultValue,
            isOptional,
            isOperational,
            isShared,
            List.copyOf(more));
    if (defaultValue != null) {
      param.checked(defaultValue);
    }
    return param;
  }

  /**
   * Reads what stands in the file.
   *
   * @param raw a String, Long, Double, Boolean, List or Map
   * @throws IllegalArgumentException saying what was expected; the message goes after the key
   */
  public T parse(Object raw) {
    return checked(type.parse(raw));
  }

  private T checked(T value) {
    for (Check<T> check : checks) {
      checkArgument(
          check.holds().test(value), "%s, was %s", check.requirement(), type.canonical(value));
    }
    return value;
  }

  /** The value as plain data, the same for all ways of writing it. */
  public Object canonical(T value) {
    return type.canonical(value);
  }

  public String name() {
    return name;
  }

  public Kind kind() {
    return kind;
  }

  public String typeName() {
    return type.toString();
  }

  public String unit() {
    return unit;
  }

  public String doc() {
    return doc;
  }

  public Optional<T> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  public boolean isRequired() {
    return !isOptional;
  }

  public boolean isOperational() {
    return isOperational;
  }

  public boolean isShared() {
    return isShared;
  }

  @Override
  public String toString() {
    return name;
  }
}
