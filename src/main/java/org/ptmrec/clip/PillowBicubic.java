package org.ptmrec.clip;

/**
 * Bicubic resampling with antialiasing, bit for bit as Pillow's: the filter is stretched by the
 * scale when shrinking, weights are rounded to 22 fractional bits, and the horizontal pass comes
 * first and is rounded to 8 bits. Only what the wanted window of the result needs is computed.
 */
final class PillowBicubic {
  private static final int PRECISION = 22;
  private static final double SUPPORT = 2;
  private static final double A = -0.5;
  private static final int CHANNELS = 3;

  private PillowBicubic() {}

  /** The part of an image that is wanted, in pixels. */
  record Window(long x, long y, int width, int height) {}

  /**
   * Resizes an image and cuts a window out of the result.
   *
   * @param rgb height x width x 3 bytes
   * @param newWidth width of the whole result, of which the window is a part
   * @return window.height x window.width x 3 bytes
   */
  static byte[] resize(
      byte[] rgb, int width, int height, long newWidth, long newHeight, Window window) {
    Taps horizontal = Taps.of(width, newWidth, window.x(), window.width());
    Taps vertical = Taps.of(height, newHeight, window.y(), window.height());
    int firstRow = vertical.first();
    int rows = vertical.end() - firstRow;
    byte[] narrow = new byte[rows * window.width() * CHANNELS];
    for (int row = 0; row < rows; row++) {
      int from = (firstRow + row) * width * CHANNELS;
      int to = row * window.width() * CHANNELS;
      for (int x = 0; x < window.width(); x++) {
        for (int channel = 0; channel < CHANNELS; channel++) {
          narrow[to + x * CHANNELS + channel] = horizontal.apply(x, rgb, from + channel, CHANNELS);
        }
      }
    }
    int stride = window.width() * CHANNELS;
    byte[] result = new byte[window.height() * stride];
    for (int y = 0; y < window.height(); y++) {
      for (int column = 0; column < stride; column++) {
        result[y * stride + column] = vertical.apply(y, narrow, column - firstRow * stride, stride);
      }
    }
    return result;
  }

  /**
   * For each output position the input positions that it mixes, and their weights.
   *
   * @param from first input position of each output position
   * @param weights fixed point with {@link #PRECISION} fractional bits
   */
  private record Taps(int[] from, int[][] weights) {

    static Taps of(int size, long newSize, long start, int count) {
      int[] from = new int[count];
      int[][] weights = new int[count][];
      double scale = (double) size / newSize;
      double filterScale = Math.max(scale, 1);
      double support = SUPPORT * filterScale;
      for (int i = 0; i < count; i++) {
        double center = (start + i + 0.5) * scale;
        from[i] = Math.max((int) (center - support + 0.5), 0);
        int end = Math.min((int) (center + support + 0.5), size);
        weights[i] = weights(from[i], end, center, filterScale);
      }
      return new Taps(from, weights);
    }

    private static int[] weights(int from, int end, double center, double filterScale) {
      double[] exact = new double[end - from];
      double sum = 0;
      // Pillow multiplies by the reciprocal; dividing can round to another last bit.
      double inverseScale = 1 / filterScale;
      for (int tap = 0; tap < exact.length; tap++) {
        exact[tap] = keysCubic((tap + from - center + 0.5) * inverseScale);
        sum += exact[tap];
      }
      int[] fixed = new int[exact.length];
      for (int tap = 0; tap < fixed.length; tap++) {
        double scaled = exact[tap] / sum * (1 << PRECISION);
        fixed[tap] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
      }
      return fixed;
    }

    int first() {
      return from[0];
    }

    int end() {
      return from[from.length - 1] + weights[weights.length - 1].length;
    }

    byte apply(int output, byte[] input, int offset, int stride) {
      int[] taps = weights[output];
      int position = offset + from[output] * stride;
      int sum = 1 << (PRECISION - 1);
      for (int weight : taps) {
        sum += weight * (input[position] & 0xff);
        position += stride;
      }
      return (byte) Math.max(0, Math.min(255, sum >> PRECISION));
    }
  }

  /** Keys' cubic convolution kernel (1981), non-zero within 2 of 0. */
  private static double keysCubic(double x) {
    double t = Math.abs(x);
    if (t < 1) {
      return ((A + 2) * t - (A + 3)) * t * t + 1;
    }
    if (t < 2) {
      return (((t - 5) * t + 8) * t - 4) * A;
    }
    return 0;
  }
}
