package org.ptmrec.tensor;

/** First values of parameters, in the distributions of PyTorch's initialisers. */
public final class Initializer {
  private Initializer() {}

  /** U(−β, β) with β = √(6/(rows+cols)); Glorot and Bengio, 2010. */
  public static Matrix xavierUniform(int rows, int cols, RandomStream random) {
    return uniform(rows, cols, Math.sqrt(6.0 / (rows + cols)), random);
  }

  /** N(0, 2/(rows+cols)). */
  public static Matrix xavierNormal(int rows, int cols, RandomStream random) {
    return normal(rows, cols, Math.sqrt(2.0 / (rows + cols)), random);
  }

  /** The weight [out, in] of a linear layer: U(−1/√in, 1/√in). */
  public static Matrix torchLinear(int out, int in, RandomStream random) {
    return uniform(out, in, 1 / Math.sqrt(in), random);
  }

  /** The bias [1, out] of a linear layer of {@code in} inputs: U(−1/√in, 1/√in). */
  public static Matrix torchLinearBias(int in, int out, RandomStream random) {
    return uniform(1, out, 1 / Math.sqrt(in), random);
  }

  public static Matrix normal(int rows, int cols, double deviation, RandomStream random) {
    float[] data = new float[rows * cols];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) (deviation * random.nextGaussian());
    }
    return Matrix.of(rows, cols, data);
  }

  public static Matrix uniform(int rows, int cols, double bound, RandomStream random) {
    float[] data = new float[rows * cols];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return Matrix.of(rows, cols, data);
  }
}
