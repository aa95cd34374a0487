package org.ptmrec.evaluate;

import static com.google.common.base.Preconditions.checkArgument;

/** Gaussian kernel density estimates (paper §3.4) with Scott's bandwidth. */
public final class GaussianDensity {
  private GaussianDensity() {}

  /**
   * Density over the line.
   *
   * @param samples at least two
   * @param at where it is wanted
   */
  public static double[] of(double[] samples, double[] at) {
    double width = bandwidth(samples, Math.pow(samples.length, -1.0 / 5));
    double[] density = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      for (double sample : samples) {
        density[i] += kernel((at[i] - sample) / width);
      }
      density[i] /= samples.length * width;
    }
    return density;
  }

  /**
   * Density over a grid of the plane, with a bandwidth for each axis.
   *
   * @param samples x and y each
   * @return by y, then by x
   */
  public static double[][] of(double[][] samples, double[] x, double[] y) {
    double scott = Math.pow(samples.length, -1.0 / 6);
    double widthX = bandwidth(column(samples, 0), scott);
    double widthY = bandwidth(column(samples, 1), scott);
    double[][] density = new double[y.length][x.length];
    for (double[] sample : samples) {
      for (int row = 0; row < y.length; row++) {
        double alongY = kernel((y[row] - sample[1]) / widthY);
        for (int col = 0; col < x.length; col++) {
          density[row][col] +=
              alongY * kernel((x[col] - sample[0]) / widthX) / (samples.length * widthX * widthY);
        }
      }
    }
    return density;
  }

  private static double[] column(double[][] samples, int column) {
    double[] values = new double[samples.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = samples[i][column];
    }
    return values;
  }

  private static double bandwidth(double[] samples, double scott) {
    checkArgument(samples.length >= 2, "a density needs at least 2 samples");
    double mean = 0;
    for (double sample : samples) {
      mean += sample / samples.length;
    }
    double squares = 0;
    for (double sample : samples) {
      squares += (sample - mean) * (sample - mean);
    }
    return Math.max(1e-9, Math.sqrt(squares / (samples.length - 1)) * scott);
  }

  private static double kernel(double z) {
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }
}
