package org.ptmrec.pipeline;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ptmrec.artifact.Storage;
import org.ptmrec.stage.Param;
import org.ptmrec.stage.Parameters;

/** The checked values of one block of a pipeline file, as written: references are not resolved. */
final class Settings implements Parameters {
  private final Map<Param<?>, Object> values;
  private final Map<String, String> origins;
  private final Path base;
  private final References references;

  /**
   * @param values parsed values, defaults filled in; a parameter without a value is absent
   * @param origins where each value was written, by name of the parameter
   * @param base folder that relative paths are relative to
   */
  Settings(
      Map<Param<?>, Object> values, Map<String, String> origins, Path base, References references) {
    this.values = new LinkedHashMap<>(values);
    this.origins = Map.copyOf(origins);
    this.base = base;
    this.references = references;
  }

  @Override
  public <T> T get(Param<T> param) {
    return find(param)
        .orElseThrow(() -> new IllegalStateException("parameter " + param + " has no value"));
  }

  @Override
  @SuppressWarnings("unchecked") // A parameter's value was made by the parameter.
  public <T> Optional<T> find(Param<T> param) {
    return Optional.ofNullable((T) values.get(param)).map(value -> (T) resolved(param, value));
  }

  private Object resolved(Param<?> param, Object value) {
    if (param.kind() != Param.Kind.VALUE) {
      return absolute((String) value, origins.getOrDefault(param.name(), ""));
    }
    if (value instanceof String text) {
      return references.resolve(text);
    }
    if (value instanceof List<?> list) {
      return list.stream()
          .map(element -> element instanceof String text ? references.resolve(text) : element)
          .toList();
    }
    return value;
  }

  /** A path on this machine or a URI; who types a path means the folder where they are. */
  private String absolute(String written, String origin) {
    String path = Storage.ofText(references.resolveAll(written));
    if (Storage.isUri(path)) {
      return path;
    }
    Path from = origin.startsWith(KeyOverride.OPTION) ? Path.of("").toAbsolutePath() : base;
    return from.resolve(path).normalize().toString();
  }

  /** Where a value was written, or the block as a whole if it is a default. */
  String originOf(Param<?> param, String fallback) {
    return requireNonNull(origins.getOrDefault(param.name(), fallback));
  }

  /**
   * The existing parameters of files and of folders on this machine that decide a result, by name.
   */
  Map<String, Param<String>> files() {
    Map<String, Param<String>> files = new TreeMap<>();
    values.forEach(
        (param, value) -> {
          if (isFile(param, value)) {
            files.put(param.name(), asText(param));
          }
        });
    return files;
  }

  private boolean isFile(Param<?> param, Object value) {
    return switch (param.kind()) {
      case FILE -> true;
      case LOCATION -> !param.isOperational() && isHere((String) value);
      case VALUE -> false;
    };
  }

  private boolean isHere(String location) {
    return references.identity(location).equals(references.written(location))
        && !Storage.isUri(absolute(location, ""));
  }

  @SuppressWarnings("unchecked") // Files are texts.
  private static Param<String> asText(Param<?> param) {
    return (Param<String>) param;
  }

  /**
   * What enters a fingerprint: canonical values, without {@link #files} and what is operational.
   */
  SortedMap<String, Object> canonical() {
    SortedMap<String, Object> canonical = new TreeMap<>();
    values.forEach(
        (param, value) -> {
          if (!param.isOperational() && !isFile(param, value)) {
            canonical.put(
                param.name(),
                param.kind() == Param.Kind.LOCATION
                    ? references.identity((String) value)
                    : canonical(param, value));
          }
        });
    return canonical;
  }

  /** All values, for people. */
  SortedMap<String, Object> all() {
    SortedMap<String, Object> all = new TreeMap<>();
    values.forEach((param, value) -> all.put(param.name(), canonical(param, value)));
    return all;
  }

  /** As a pipeline file says it, paths made absolute; a file of these means the same anywhere. */
  SortedMap<String, Object> portable() {
    SortedMap<String, Object> portable = new TreeMap<>();
    values.forEach(
        (param, value) -> {
          boolean isPath = param.kind() != Param.Kind.VALUE;
          if (isPath) {
            portable.put(param.name(), portablePath(param, (String) value));
          } else {
            // The canonical form of a tree has no whole numbers.
            portable.put(param.name(), value instanceof Map ? value : canonical(param, value));
          }
        });
    return portable;
  }

  /** What only a run or a process can know is left to it. */
  private String portablePath(Param<?> param, String text) {
    String written = references.written(text);
    return written.contains("${")
        ? written
        : absolute(written, origins.getOrDefault(param.name(), ""));
  }

  /** A path as a file says it that is kept; empty without a value. */
  Optional<String> written(Param<String> path) {
    return Optional.ofNullable((String) values.get(path)).map(text -> portablePath(path, text));
  }

  @SuppressWarnings("unchecked") // A parameter's value was made by the parameter.
  private static <T> Object canonical(Param<T> param, Object value) {
    return param.canonical((T) value);
  }
}
