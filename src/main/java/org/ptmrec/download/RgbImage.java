package org.ptmrec.download;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A decoded picture.
 *
 * @param rgb red, green and blue of each pixel, row by row from the top: height x width x 3 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // a holder; never compared
public record RgbImage(int width, int height, byte[] rgb) {
  public RgbImage {
    checkArgument(width > 0 && height > 0, "%s x %s pixels", width, height);
    checkArgument(
        rgb.length == 3L * width * height, "%s bytes for %s x %s", rgb.length, width, height);
  }
}
