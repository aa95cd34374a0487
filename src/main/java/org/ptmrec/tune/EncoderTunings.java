package org.ptmrec.tune;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
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

  /** Every option of a method by name: those given, and the defaults of the others. */
  public static ImmutableSortedMap<String, Object> options(
      String method, Map<String, ?> options, ClipConfig config) {
    return with(
        method,
        options,
        (found, read) -> {
          found.countParameters(config, read);
          return read.resolved();
        });
  }

  /**
   * A tuning as it was saved.
   *
   * @param record what {@link EncoderTuning#toRecord} gave
   * @throws UserErrorException if parameters and CLIP do not fit each other, or no method knows it
   */
  public static EncoderTuning restore(Object record, ClipConfig config) {
    return METHODS.values().stream()
        .flatMap(method -> method.read(record).stream())
        .findFirst()
        .map(saved -> restore(saved.method(), saved.options(), config, saved.parameters()))
        .orElseThrow(
            () ->
                new UserErrorException(
                    "a tuning that none of the methods %s has saved"
                        .formatted(String.join(", ", METHODS.keySet()))));
  }

  private static EncoderTuning restore(
      String method, Map<String, ?> options, ClipConfig config, Map<String, Matrix> saved) {
    EncoderTuning tuning = create(method, options, config, RandomStream.ofSeed(0));
    for (Parameter parameter : tuning.parameters()) {
      Matrix value = saved.get(parameter.name());
      Matrix target = parameter.value();
      if (value == null || value.rows() != target.rows() || value.cols() != target.cols()) {
        throw new UserErrorException(
            "the %s tuning does not fit this CLIP: '%s' is %s, expected %s x %s; give the CLIP that was tuned"
                .formatted(
                    method,
                    parameter.name(),
                    value == null ? "missing" : value.rows() + " x " + value.cols(),
                    target.rows(),
                    target.cols()));
      }
      target.set(value.toFloats());
    }
    if (saved.size() > tuning.parameters().size()) {
      throw new UserErrorException(
          "the %s tuning does not fit this CLIP: it has %d tensors, expected %d; give the CLIP that was tuned"
              .formatted(method, saved.size(), tuning.parameters().size()));
    }
    return tuning;
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
