package org.ptmrec.stage;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Parameters of which some have other values. */
final class ChangedParameters implements Parameters {
  private final Parameters original;
  private final Map<Param<?>, Optional<?>> changed = new HashMap<>();

  ChangedParameters(Parameters original) {
    this.original = original;
  }

  <T> ChangedParameters with(Param<T> param, T value) {
    changed.put(param, Optional.of(value));
    return this;
  }

  <T> ChangedParameters without(Param<T> param) {
    changed.put(param, Optional.empty());
    return this;
  }

  @Override
  public <T> T get(Param<T> param) {
    return find(param)
        .orElseThrow(() -> new IllegalStateException("parameter " + param + " has no value"));
  }

  @Override
  @SuppressWarnings("unchecked") // A value was given with its parameter.
  public <T> Optional<T> find(Param<T> param) {
    Optional<?> value = changed.get(param);
    return value == null ? original.find(param) : (Optional<T>) value;
  }
}
