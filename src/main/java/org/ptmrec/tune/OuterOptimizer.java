package org.ptmrec.tune;

import java.util.List;

/**
 * Moves the parameters to where the workers want them: SGD with Nesterov's momentum (as PyTorch
 * computes it) on the outer gradient, which is the old value minus the workers' mean. All
 * arithmetic is in double precision, and sums go by the workers' numbers, so that the result does
 * not depend on who comes first.
 *
 * <p>The mean of a row is over the workers that have changed it, and not over all: a user's or
 * item's row that one of many workers has met would otherwise hardly move (Ding et al., Federated
 * Submodel Optimization, 2022). For layers that every batch moves the two are the same.
 *
 * @param rate 1 goes all the way to the mean
 * @param momentum 0 for none
 */
record OuterOptimizer(double rate, double momentum) {

  /**
   * One step of one parameter.
   *
   * @param values [rows, columns], overwritten
   * @param velocity [rows, columns], overwritten; zeros before the first step
   * @param changes of this parameter, one a worker, in the order of the workers
   */
  void step(int columns, float[] values, float[] velocity, List<RowChanges> changes) {
    double[] sums = new double[values.length];
    int[] voices = new int[values.length / columns];
    for (RowChanges change : changes) {
      for (int i = 0; i < change.rows().length; i++) {
        int row = change.rows()[i];
        voices[row]++;
        for (int column = 0; column < columns; column++) {
          sums[row * columns + column] += change.values()[i * columns + column];
        }
      }
    }
    for (int i = 0; i < values.length; i++) {
      int voted = voices[i / columns];
      double mean = voted == 0 ? values[i] : sums[i] / voted;
      double gradient = values[i] - mean;
      double moved = momentum * velocity[i] + gradient;
      // value − rate · (gradient + momentum · moved), written so that rate 1 gives the very mean.
      values[i] = (float) (mean + (1 - rate) * gradient - rate * momentum * moved);
      velocity[i] = (float) moved;
    }
  }
}
