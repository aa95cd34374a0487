package org.ptmrec.tune;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.tensor.RandomStream;

/** The tuning methods that there are, by name. */
public final class EncoderTunings {
  private static final ImmutableSortedMap<String, TuningMethod> METHODS =
      ServiceLoader.load(TuningMethod.class, EncoderTunings.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .collect(
              ImmutableSortedMap.toImmutableSortedMap(
                  String::compareTo, TuningMethod::name, method -> method));

  private EncoderTunings() {}

  /** The names that a pipeline file may use. */
  public static ImmutableSortedSet<String> names() {
    return METHODS.keySet();
  }

  /**
   * New parameters of a method for a CLIP.
   *
   * @param options the method's own, by name; what is missing has the method's default
   * @throws UserErrorException if there is no such method or option, or a value is out of range
   */
  public static EncoderTuning create(
      String method, Map<String, ?> options, ClipConfig config, RandomStream random) {
    return with(method, options, (found, read) -> found.create(config, read, random));
  }

  /** How many numbers a method trains, without creating them. */
  public static long countParameters(String method, Map<String, ?> options, ClipConfig config) {
    return with(method, options, (found, read) -> found.countParameters(config, read));
  }

  private static <T> T with(
      String name, Map<String, ?> options, BiFunction<TuningMethod, TuningOptions, T> action) {
    TuningMethod method = METHODS.get(name);
    if (method == null) {
      throw new UserErrorException(
          "no tuning method '%s', only %s".formatted(name, String.join(", ", METHODS.keySet())));
    }
    TuningOptions read = new TuningOptions(name, options);
    T result = action.apply(method, read);
    read.checkAllKnown();
    return result;
  }
}
