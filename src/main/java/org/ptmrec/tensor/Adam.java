package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.ptmrec.tensor.Kernels.AdamStep;

/**
 * Kingma and Ba, Adam, 2015, as PyTorch computes it: β = (0.9, 0.999), ε = 1e-8 outside the root
 * after bias correction, and dense — a row without gradient still moves by its decaying moment.
 * With a weight decay it is AdamW (Loshchilov and Hutter, 2019).
 */
public final class Adam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Matrix> first = new ArrayList<>();
  private final List<Matrix> second = new ArrayList<>();

  /** Null where the kernels have no rows to defer. */
  private final List<@Nullable DeferredRows> deferred = new ArrayList<>();

  private final double weightDecay;
  private final double[] factors;
  private double learningRate;
  private long steps;

  public Adam(List<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, 0);
  }

  /** Frozen parameters among {@code parameters} are left alone. */
  public Adam(List<Parameter> parameters, double learningRate, double weightDecay) {
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
    for (Parameter parameter : parameters) {
      if (parameter.isTrainable()) {
        Matrix value = parameter.value();
        this.parameters.add(parameter);
        first.add(Matrix.zeros(value.type(), value.rows(), value.cols()));
        second.add(Matrix.zeros(value.type(), value.rows(), value.cols()));
        deferred.add(
            kernels(parameter) == CpuKernels.INSTANCE
                ? new DeferredRows(
                    value, first.get(first.size() - 1), second.get(second.size() - 1))
                : null);
      }
    }
    factors = new double[this.parameters.size()];
    Arrays.fill(factors, 1);
  }

  /** Lets a parameter move at its own multiple of the learning rate. */
  public Adam scaling(ToDoubleFunction<Parameter> factor) {
    Arrays.setAll(factors, i -> factor.applyAsDouble(parameters.get(i)));
    return this;
  }

  public void setLearningRate(double learningRate) {
    this.learningRate = learningRate;
  }

  /** Steps taken so far. */
  public long steps() {
    return steps;
  }

  /** Moves every parameter by its accumulated gradient, which is cleared. */
  public void step() {
    steps++;
    for (int i = 0; i < parameters.size(); i++) {
      step(
          i,
          new AdamStep(
              factors[i] * learningRate,
              BETA1,
              BETA2,
              EPSILON,
              weightDecay,
              1 - Math.pow(BETA1, steps),
              1 - Math.pow(BETA2, steps)));
    }
  }

  private void step(int i, AdamStep constants) {
    Parameter parameter = parameters.get(i);
    DeferredRows rows = deferred.get(i);
    int[] touched = rows == null ? null : parameter.gradientRows();
    if (rows != null && touched != null) {
      parameter.defer(rows);
      rows.step(constants, touched, parameter.gradient());
      parameter.gradientIsZero();
    } else {
      kernels(parameter)
          .adam(parameter.value(), parameter.gradient(), first.get(i), second.get(i), constants);
      parameter.clearGradient();
    }
  }

  private static Kernels kernels(Parameter parameter) {
    Kernels fastest = Backend.kernels();
    return fastest.supports(parameter.shape().type()) ? fastest : Nd4jKernels.INSTANCE;
  }

  /** Both moments by parameter name, not copied: {@code first/NAME} and {@code second/NAME}. */
  public Map<String, Matrix> state() {
    Map<String, Matrix> state = new LinkedHashMap<>();
    parameters.forEach(Parameter::value); // brings the moments up to date, too
    for (int i = 0; i < parameters.size(); i++) {
      state.put("first/" + parameters.get(i).name(), first.get(i));
      state.put("second/" + parameters.get(i).name(), second.get(i));
    }
    return state;
  }

  /** Continues from a saved {@link #state} after {@code steps} steps. */
  public void restore(Map<String, float[]> saved, long steps) {
    state()
        .forEach(
            (name, matrix) -> {
              float[] moment = saved.get(name);
              checkArgument(moment != null, "the saved optimiser state has no %s", name);
              matrix.set(moment);
            });
    this.steps = steps;
  }
}
