package org.ptmrec.tensor;

/** Srivastava et al., Dropout, 2014; inverted, so that nothing is scaled when it is off. */
public final class Dropout {
  private static final int BLOCK = 1 << 14;

  private Dropout() {}

  /** x with each element zero at probability {@code rate}, the others divided by 1 − rate. */
  public static Var dropout(Var x, double rate, RandomStream random) {
    if (rate <= 0) {
      return x;
    }
    float[] mask = new float[x.value().size()];
    float kept = (float) (1 / (1 - rate));
    long seed = random.nextLong();
    Parallel.run(
        (mask.length + BLOCK - 1) / BLOCK,
        block -> {
          RandomStream own = RandomStream.ofSeed(seed + block);
          for (int i = block * BLOCK; i < Math.min(mask.length, (block + 1) * BLOCK); i++) {
            mask[i] = own.nextFloat() < rate ? 0 : kept;
          }
        });
    Matrix factors = x.tape().matrix(x.rows(), x.cols());
    factors.set(mask);
    return Arithmetic.multiply(x, x.tape().constant(factors));
  }
}
