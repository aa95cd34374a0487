package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Records the operations of one training step and plays them backwards. All intermediate matrices
 * come from one pool and go back to it at {@link #reset}, so that a step allocates nothing that the
 * step before had not.
 *
 * <p>Not thread-safe: one tape, one thread (the kernels use several threads inside an operation).
 */
public final class Tape implements AutoCloseable {
  private final Kernels kernels;
  private final MatrixPool pool;
  private final Map<Parameter, Var> parameters = new IdentityHashMap<>();
  private List<Step> steps = new ArrayList<>();

  /** What the backward steps read. */
  private Set<Matrix> kept = identitySet();

  private boolean recording = true;
  private boolean recomputing;

  /** Whether an operation would have been recorded if operations were. */
  private boolean wouldRecord;

  /** The gradient that is being played backwards, once something else has taken it over. */
  private @Nullable Matrix handedOver;

  /** Matrices in use, in order of creation. */
  private List<Matrix> live = new ArrayList<>();

  private Tape(Kernels kernels, DataType type) {
    checkArgument(kernels.supports(type), "%s has no kernels for %s", kernels, type);
    this.kernels = kernels;
    this.pool = new MatrixPool(type);
  }

  /** A tape on the fastest kernels of this machine, 32-bit. */
  public static Tape create() {
    return new Tape(Backend.kernels(), DataType.FLOAT);
  }

  public static Tape create(Kernels kernels, DataType type) {
    return new Tape(kernels, type);
  }

  /** What an operation adds to its inputs' gradients, given its own, which it may overwrite. */
  interface VectorJacobianProduct {
    void accept(Matrix gradient);
  }

  private record Step(Var output, VectorJacobianProduct backward) {}

  /** The parameter as a value of this step; a trainable one collects its gradient. */
  public Var var(Parameter parameter) {
    return parameters.computeIfAbsent(parameter, p -> new Var(this, p.shape(), p.isTrainable(), p));
  }

  /** A value without gradient; the matrix is not copied and stays the caller's. */
  public Var constant(Matrix value) {
    return new Var(this, value, false, null);
  }

  /** A value without gradient: a copy of {@code data}, row by row, in memory of this step. */
  public Var constant(int rows, int cols, float[] data) {
    Matrix matrix = matrix(rows, cols);
    matrix.set(data);
    return constant(matrix);
  }

  /** The same value, through which no gradient flows. */
  public Var stopGradient(Var x) {
    return constant(x.value());
  }

  /**
   * Runs {@code body} and gives back at once every intermediate matrix of it that is neither its
   * result nor read by a derivative: what keeps an encoder small, most of all where it is frozen.
   * Vars made inside are dead afterwards, but for the result.
   */
  public Var scoped(Supplier<Var> body) {
    List<Matrix> outer = live;
    live = new ArrayList<>();
    Var result = body.get();
    List<Matrix> inner = live;
    live = outer;
    for (Matrix matrix : inner) {
      if (matrix == result.value() || kept.contains(matrix)) {
        live.add(matrix);
      } else {
        pool.give(matrix);
      }
    }
    return result;
  }

  /**
   * From now on, {@link #segment}s keep nothing but what they begin with and are computed once more
   * on the way back: a fraction of the memory for one more forward pass (Chen et al., Training Deep
   * Nets with Sublinear Memory Cost, 2016).
   */
  public Tape recomputingSegments() {
    recomputing = true;
    return this;
  }

  /**
   * A part of a deep network, whose intermediates are given back as in {@link #scoped}.
   *
   * @param body computes the same whenever it is called with the same value, and reads no Var of
   *     this step but its argument and parameters
   */
  public Var segment(Var x, UnaryOperator<Var> body) {
    if (!recording || !recomputing) {
      return scoped(() -> body.apply(x));
    }
    boolean before = wouldRecord;
    wouldRecord = false;
    Matrix y = scoped(() -> withoutGradient(() -> body.apply(x))).value();
    boolean requiresGradient = wouldRecord;
    wouldRecord |= before;
    if (requiresGradient) {
      keep(x.value());
    }
    return record(y, requiresGradient, dy -> computeAgain(x, body, dy));
  }

  /** Plays a segment forwards and backwards, apart from the steps around it. */
  private void computeAgain(Var x, UnaryOperator<Var> body, Matrix dy) {
    List<Step> outerSteps = steps;
    List<Matrix> outerLive = live;
    Set<Matrix> outerKept = kept;
    steps = new ArrayList<>();
    live = new ArrayList<>();
    kept = identitySet();
    Var again = new Var(this, x.value(), x.requiresGradient(), null);
    body.apply(again).accumulate((beta, gradient) -> kernels.axpby(1, dy, beta, gradient));
    playBackwards();
    live.forEach(pool::give);
    steps = outerSteps;
    live = outerLive;
    kept = outerKept;
    Matrix gradient = again.gradient();
    if (gradient != null) {
      x.accumulate((beta, dx) -> kernels.axpby(1, gradient, beta, dx));
      again.releaseGradient();
    }
  }

  private static Set<Matrix> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** Runs {@code body} as if every parameter were frozen. */
  public <T> T withoutGradient(Supplier<T> body) {
    boolean before = recording;
    recording = false;
    try {
      return body.get();
    } finally {
      recording = before;
    }
  }

  /**
   * Adds to every trainable parameter's gradient the derivative of {@code scale · loss}.
   *
   * @param loss 1 x 1
   */
  public void backward(Var loss, double scale) {
    checkArgument(loss.rows() == 1 && loss.cols() == 1, "a loss is 1 x 1, not %s", loss.value());
    if (loss.requiresGradient()) {
      loss.accumulateOntoZeros(gradient -> kernels.fill(gradient, scale));
      playBackwards();
    }
  }

  /**
   * Adds to every trainable parameter's gradient the derivative of {@code sum(output ⊙ seed)}, for
   * several outputs at once.
   */
  public void backward(List<Var> outputs, List<Matrix> seeds) {
    for (int i = 0; i < outputs.size(); i++) {
      Matrix seed = seeds.get(i);
      outputs.get(i).accumulate((beta, gradient) -> kernels.axpby(1, seed, beta, gradient));
    }
    playBackwards();
  }

  private void playBackwards() {
    for (int i = steps.size() - 1; i >= 0; i--) {
      Var output = steps.get(i).output();
      Matrix gradient = output.gradient();
      if (gradient != null) {
        steps.get(i).backward().accept(gradient);
        if (handedOver == gradient) {
          output.forgetGradient();
        } else {
          output.releaseGradient();
        }
        handedOver = null;
      }
    }
    steps.clear();
  }

  /**
   * Lets a gradient that is being played backwards live on as that of an input, once.
   *
   * @return whether it may
   */
  boolean handOver(Matrix gradient) {
    if (handedOver != null) {
      return false;
    }
    handedOver = gradient;
    return true;
  }

  /** Whether operations are recorded for the way back. */
  boolean isRecording() {
    return recording;
  }

  /** Forgets the step; every Var of it is dead. */
  public void reset() {
    steps.clear();
    parameters.clear();
    kept.clear();
    live.forEach(pool::give);
    live.clear();
  }

  /** Forgets the step and lets go of its memory, which the next step would take anew. */
  @Override
  public void close() {
    reset();
    pool.clear();
  }

  /** The most memory that a step's matrices took: activations and gradients. */
  public long bytes() {
    return pool.bytes();
  }

  /** How many matrices this tape ever allocated: constant once training has warmed up. */
  public long allocatedMatrices() {
    return pool.allocated();
  }

  Kernels kernels() {
    return kernels;
  }

  /** Where operations take what they need for themselves. */
  MatrixPool pool() {
    return pool;
  }

  /** An intermediate of this step, content undefined. */
  Matrix matrix(int rows, int cols) {
    Matrix matrix = pool.take(rows, cols);
    live.add(matrix);
    return matrix;
  }

  /**
   * Content undefined, until it is {@link #release}d. Gradients live outside the scopes: they are
   * given back one by one as the tape runs backwards.
   */
  Matrix pooled(int rows, int cols) {
    return pool.take(rows, cols);
  }

  void keep(Matrix... read) {
    if (recording) {
      kept.addAll(Arrays.asList(read));
    }
  }

  void release(Matrix matrix) {
    pool.give(matrix);
  }

  /**
   * The result of an operation that needs no gradient, or whose gradient is given by {@code
   * backward}.
   */
  Var record(Matrix value, boolean requiresGradient, VectorJacobianProduct backward) {
    wouldRecord |= requiresGradient;
    Var output = new Var(this, value, requiresGradient && recording, null);
    if (output.requiresGradient()) {
      steps.add(new Step(output, backward));
    }
    return output;
  }
}
