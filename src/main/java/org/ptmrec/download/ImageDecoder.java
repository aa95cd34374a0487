package org.ptmrec.download;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.ptmrec.schema.FetchFailureReason;

/**
 * Bytes of a picture to 8-bit sRGB: sizes checked before anything is decoded, alpha on white, the
 * first frame of an animation, turned as EXIF says.
 */
public final class ImageDecoder {
  private static final int LONGEST_SIDE = 16384;
  private static final long DEFAULT_MAX_PIXELS = 50_000_000;

  static {
    ImageIO.setUseCache(false); // no temporary files
  }

  private ImageDecoder() {}

  /**
   * @throws IllegalArgumentException if this is no picture that can be decoded
   */
  public static RgbImage decode(byte[] content) {
    try {
      return decode(content, DEFAULT_MAX_PIXELS);
    } catch (FetchException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  static RgbImage decode(byte[] content, long maxPixels) throws FetchException {
    ImageType type = ImageType.of(content);
    if (type == null) {
      throw new FetchException(
          FetchFailureReason.NOT_AN_IMAGE, "the bytes begin like no JPEG, PNG, WebP, GIF or BMP");
    }
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(type.readerFormat());
    if (!readers.hasNext()) {
      throw new FetchException(FetchFailureReason.UNSUPPORTED_FORMAT, "no reader for " + type);
    }
    ImageReader reader = readers.next();
    try (ImageInputStream input =
        ImageIO.createImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(input, true, true);
      checkSize(reader.getWidth(0), reader.getHeight(0), maxPixels);
      BufferedImage decoded = reader.read(0);
      return rgb(turned(onWhite(decoded), orientation(content)));
    } catch (IOException | RuntimeException e) {
      // Readers meet damaged files with all sorts of runtime exceptions.
      throw new FetchException(
          FetchFailureReason.CORRUPT_IMAGE, "cannot be decoded as " + type + ": " + oneLine(e));
    } finally {
      reader.dispose();
    }
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }

  private static void checkSize(int width, int height, long maxPixels) throws FetchException {
    if (width > LONGEST_SIDE || height > LONGEST_SIDE || (long) width * height > maxPixels) {
      throw new FetchException(
          FetchFailureReason.TOO_MANY_PIXELS,
          width + " x " + height + " pixels, at most " + maxPixels + " are decoded");
    }
  }

  private static BufferedImage onWhite(BufferedImage image) {
    BufferedImage flat =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = flat.createGraphics();
    graphics.drawImage(image, 0, 0, Color.WHITE, null);
    graphics.dispose();
    return flat;
  }

  private static int orientation(byte[] content) {
    try {
      Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(content));
      ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
      return exif != null && exif.containsTag(ExifIFD0Directory.TAG_ORIENTATION)
          ? exif.getInt(ExifIFD0Directory.TAG_ORIENTATION)
          : 1;
    } catch (ImageProcessingException | MetadataException | IOException e) {
      return 1; // metadata that cannot be read turns nothing
    }
  }

  private static BufferedImage turned(BufferedImage image, int orientation) {
    if (orientation < 2 || orientation > 8) {
      return image;
    }
    int w = image.getWidth();
    int h = image.getHeight();
    boolean swapped = orientation >= 5;
    // x' = a x + c y + e, y' = b x + d y + f, by EXIF orientation 2…8
    double[][] turns = {
      {-1, 0, 0, 1, w, 0},
      {-1, 0, 0, -1, w, h},
      {1, 0, 0, -1, 0, h},
      {0, 1, 1, 0, 0, 0},
      {0, 1, -1, 0, h, 0},
      {0, -1, -1, 0, h, w},
      {0, -1, 1, 0, 0, w}
    };
    BufferedImage turned =
        new BufferedImage(swapped ? h : w, swapped ? w : h, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = turned.createGraphics();
    graphics.drawImage(image, new AffineTransform(turns[orientation - 2]), null);
    graphics.dispose();
    return turned;
  }

  private static RgbImage rgb(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return new RgbImage(width, height, rgb);
  }
}
