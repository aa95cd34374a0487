package org.ptmrec.download;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import org.ptmrec.schema.FetchFailureReason;

/**
 * Bytes of a picture to 8-bit sRGB: sizes checked before anything is decoded, alpha on white, the
 * first frame of an animation, turned as EXIF says.
 */
public final class ImageDecoder {
  /** Larger pictures are not decoded, wherever they come from. */
  public static final long MOST_PIXELS = 50_000_000;

  /** Rows and columns of a picture that is only checked: each that is kept costs time. */
  private static final int CHECKED_PIXELS = 8;

  private ImageDecoder() {}

  /**
   * What a picture is.
   *
   * @param width in pixels as it is to be seen, turned as EXIF says
   */
  record Description(ImageType type, int width, int height) {}

  /**
   * @throws IllegalArgumentException if this is no picture that can be decoded
   */
  public static RgbImage decode(byte[] content) {
    try {
      ImageType type = type(content);
      try (FrameReader reader = FrameReader.open(content, type, MOST_PIXELS)) {
        int orientation = Orientation.of(content, type);
        return rgb(Orientation.apply(orientation, onWhite(reader.read(1))));
      }
    } catch (FetchException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Decodes all of a picture, to be sure that it can be, but keeps few of its pixels, so that many
   * can be checked at once.
   */
  static Description check(byte[] content, long maxPixels) throws FetchException {
    ImageType type = type(content);
    try (FrameReader reader = FrameReader.open(content, type, maxPixels)) {
      int shorter = Math.min(reader.width(), reader.height());
      // The reader of BMP jumps over the rows that it need not keep, even where they are missing.
      reader.read(type == ImageType.BMP ? 1 : Math.max(1, shorter / CHECKED_PIXELS));
      boolean swapped = Orientation.swapsSides(Orientation.of(content, type));
      return new Description(
          type,
          swapped ? reader.height() : reader.width(),
          swapped ? reader.width() : reader.height());
    }
  }

  private static ImageType type(byte[] content) throws FetchException {
    ImageType type = ImageType.of(content);
    if (type == null) {
      String unsupported = ImageType.unsupported(content);
      if (unsupported != null) {
        throw new FetchException(
            FetchFailureReason.UNSUPPORTED_FORMAT, unsupported + " is not decoded");
      }
      throw new FetchException(
          FetchFailureReason.NOT_AN_IMAGE, "the bytes begin like no JPEG, PNG, WebP, GIF or BMP");
    }
    return type;
  }

  private static BufferedImage onWhite(BufferedImage image) {
    BufferedImage flat =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = flat.createGraphics();
    graphics.drawImage(image, 0, 0, Color.WHITE, null);
    graphics.dispose();
    return flat;
  }

  private static RgbImage rgb(BufferedImage image) {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return new RgbImage(image.getWidth(), image.getHeight(), rgb);
  }
}
