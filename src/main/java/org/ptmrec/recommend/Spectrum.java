package org.ptmrec.recommend;

import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.multiply;
import static org.ptmrec.tensor.Arithmetic.multiplyRow;
import static org.ptmrec.tensor.Arithmetic.subtract;
import static org.ptmrec.tensor.Linear.linear;
import static org.ptmrec.tensor.Rows.sliceRows;

import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * The orthonormal discrete Fourier transform of every row of a real matrix: its first d/2 + 1 bins,
 * the others being conjugates. At the few dozen columns of an embedding the transform is cheapest
 * as a product with the matrix of its cosines and sines.
 *
 * @param real [n, d/2 + 1]
 * @param imaginary [n, d/2 + 1]
 */
record Spectrum(Var real, Var imaginary) {

  /** Of x [n, d], d even. */
  static Spectrum of(Tape tape, Var x) {
    int width = x.cols();
    return new Spectrum(
        linear(x, tape.constant(width / 2 + 1, width, waves(width, true))),
        linear(x, tape.constant(width / 2 + 1, width, waves(width, false))));
  }

  /** Bin by bin. */
  Spectrum times(Spectrum other) {
    return new Spectrum(
        subtract(multiply(real, other.real), multiply(imaginary, other.imaginary)),
        add(multiply(real, other.imaginary), multiply(imaginary, other.real)));
  }

  /**
   * Every row bin by bin times one complex filter.
   *
   * @param filter [2, d/2 + 1], real parts above imaginary parts
   */
  Spectrum filtered(Var filter) {
    Var a = sliceRows(filter, 0, 1);
    Var b = sliceRows(filter, 1, 2);
    return new Spectrum(
        subtract(multiplyRow(real, a), multiplyRow(imaginary, b)),
        add(multiplyRow(real, b), multiplyRow(imaginary, a)));
  }

  /**
   * The real matrix [n, d] of this spectrum. The imaginary parts of the first and the last bin,
   * which a real row does not have, are ignored.
   */
  Var inverse(Tape tape) {
    int bins = real.cols();
    int width = 2 * (bins - 1);
    return add(
        linear(real, tape.constant(width, bins, inverseWaves(width, true))),
        linear(imaginary, tape.constant(width, bins, inverseWaves(width, false))));
  }

  /** Bin k over position t: cos(2πkt/d)/√d, or −sin. */
  private static float[] waves(int width, boolean cosine) {
    float[] waves = new float[(width / 2 + 1) * width];
    for (int k = 0; k <= width / 2; k++) {
      for (int t = 0; t < width; t++) {
        waves[k * width + t] = (float) wave(k, t, width, cosine);
      }
    }
    return waves;
  }

  /** Position t over bin k; every bin but the first and the last stands for its conjugate too. */
  private static float[] inverseWaves(int width, boolean cosine) {
    int bins = width / 2 + 1;
    float[] waves = new float[width * bins];
    for (int t = 0; t < width; t++) {
      for (int k = 0; k < bins; k++) {
        int share = k == 0 || k == width / 2 ? 1 : 2;
        waves[t * bins + k] = (float) (share * wave(k, t, width, cosine));
      }
    }
    return waves;
  }

  private static double wave(int k, int t, int width, boolean cosine) {
    int turn = k * t % width; // of width, exact: sines of half turns are zero and not nearly so
    double angle = 2 * Math.PI * turn / width;
    double sine = 2 * turn % width == 0 ? 0 : Math.sin(angle);
    return (cosine ? Math.cos(angle) : -sine) / Math.sqrt(width);
  }
}
