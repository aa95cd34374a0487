package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Kingma and Ba, Adam, 2015, as PyTorch computes it: β = (0.9, 0.999), ε = 1e-8 outside the root
 * after bias correction, and dense — a row without gradient still moves by its decaying moment.
 * With a weight decay it is AdamW (Loshchilov and Hutter, 2019).
 */
public final class Adam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  /** The constants of one step, bias corrections included. */
  record Step(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double correction1,
      double correction2) {}

  /** Both moments of a parameter, and how a step moves them and it. */
  interface Moments {
    /** Moves the parameter by its accumulated gradient. */
    void step(Step constants);

    /** A copy. */
    Matrix first();

    /** A copy. */
    Matrix second();

    void restore(float[] first, float[] second);
  }

  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Moments> moments = new ArrayList<>();
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
        this.parameters.add(parameter);
        moments.add(momentsOf(parameter));
      }
    }
    factors = new double[this.parameters.size()];
    Arrays.fill(factors, 1);
  }

  private static Moments momentsOf(Parameter parameter) {
    return Backend.isCpu() && CpuKernels.INSTANCE.supports(parameter.shape().type())
        ? new CpuMoments(parameter)
        : new Nd4jMoments(parameter);
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
    double correction1 = 1 - Math.pow(BETA1, steps);
    double correction2 = 1 - Math.pow(BETA2, steps);
    for (int i = 0; i < factors.length; i++) {
      double rate = factors[i] * learningRate;
      moments
          .get(i)
          .step(new Step(rate, BETA1, BETA2, EPSILON, weightDecay, correction1, correction2));
      parameters.get(i).clearGradient();
    }
  }

  /** Copies of both moments by parameter name: {@code first/NAME} and {@code second/NAME}. */
  public Map<String, Matrix> state() {
    Map<String, Matrix> state = new LinkedHashMap<>();
    for (int i = 0; i < factors.length; i++) {
      state.put("first/" + parameters.get(i).name(), moments.get(i).first());
      state.put("second/" + parameters.get(i).name(), moments.get(i).second());
    }
    return state;
  }

  /** Continues from a saved {@link #state} after {@code steps} steps. */
  public void restore(Map<String, float[]> saved, long steps) {
    for (int i = 0; i < factors.length; i++) {
      String name = parameters.get(i).name();
      moments.get(i).restore(moment(saved, "first/" + name), moment(saved, "second/" + name));
    }
    this.steps = steps;
  }

  private static float[] moment(Map<String, float[]> saved, String name) {
    float[] moment = saved.get(name);
    checkArgument(moment != null, "the saved optimiser state has no %s", name);
    return moment;
  }
}
