package org.ptmrec.report;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Collection;
import java.util.OptionalDouble;

/**
 * Mean and spread of a ranking metric over seeds.
 *
 * @param deviation sample standard deviation (divided by n-1); empty with one seed
 */
public record Spread(double mean, OptionalDouble deviation) {
  public static Spread of(Collection<Double> values) {
    checkArgument(!values.isEmpty(), "no values");
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    if (values.size() == 1) {
      return new Spread(mean, OptionalDouble.empty());
    }
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return new Spread(mean, OptionalDouble.of(Math.sqrt(squares / (values.size() - 1))));
  }
}
