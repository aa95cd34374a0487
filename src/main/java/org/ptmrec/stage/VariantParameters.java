package org.ptmrec.stage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stage's parameters with some values put over them: those of one variant. */
final class VariantParameters implements Parameters {
  private final Parameters stage;
  private final Map<String, Object> own = new HashMap<>();
  private final Map<String, Object> others = new HashMap<>();

  /**
   * @param keys what the variant says
   * @param overridable what of the stage it may override
   * @throws IllegalArgumentException naming a key whose value is not as expected
   */
  VariantParameters(
      Parameters stage, String variant, Map<String, Object> keys, List<Param<?>> overridable) {
    this.stage = stage;
    keys.forEach(
        (key, raw) -> {
          Optional<Param<?>> param =
              overridable.stream().filter(p -> p.name().equals(key)).findFirst();
          if (param.isPresent()) {
            own.put(key, parsed(param.get(), variant, raw));
          } else {
            others.put(key, raw);
          }
        });
  }

  private static Object parsed(Param<?> param, String variant, Object raw) {
    try {
      return param.parse(raw);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "variants." + variant + "." + param.name() + " " + e.getMessage(), e);
    }
  }

  /** What is no key of the stage: options of the method. */
  Map<String, Object> others() {
    return others;
  }

  @Override
  public <T> T get(Param<T> param) {
    return find(param).orElseGet(() -> stage.get(param));
  }

  @Override
  @SuppressWarnings("unchecked") // the value was parsed by this very parameter
  public <T> Optional<T> find(Param<T> param) {
    Object value = own.get(param.name());
    return value == null ? stage.find(param) : Optional.of((T) value);
  }
}
