package org.ptmrec.download;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How the camera was held, by EXIF's numbers from 1, upright, to 8. */
final class Orientation {
  private static final ExifReader EXIF = new ExifReader();

  private Orientation() {}

  /** Reads nothing but EXIF: other metadata may be packed bombs. */
  static int of(byte[] content, ImageType type) {
    try {
      switch (type) {
        case JPEG:
          return of(
              JpegMetadataReader.readMetadata(new ByteArrayInputStream(content), List.of(EXIF)));
        case PNG:
          return of(exif(PictureChunks.ofPng(content, "eXIf")));
        case WEBP:
          return of(exif(PictureChunks.ofWebp(content, "EXIF")));
        default:
          return 1;
      }
    } catch (ImageProcessingException | MetadataException | IOException | RuntimeException e) {
      return 1; // metadata that cannot be read turns nothing
    }
  }

  private static Metadata exif(byte[] chunk) {
    String start = new String(chunk, 0, Math.min(6, chunk.length), StandardCharsets.ISO_8859_1);
    int offset = start.equals("Exif\0\0") ? 6 : 0; // some encoders keep JPEG's preamble
    Metadata metadata = new Metadata();
    EXIF.extract(new ByteArrayReader(chunk), metadata, offset);
    return metadata;
  }

  private static int of(Metadata metadata) throws MetadataException {
    ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    int orientation =
        exif != null && exif.containsTag(ExifIFD0Directory.TAG_ORIENTATION)
            ? exif.getInt(ExifIFD0Directory.TAG_ORIENTATION)
            : 1;
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }

  /** Whether width and height change places. */
  static boolean swapsSides(int orientation) {
    return orientation >= 5;
  }

  /** The picture as it is to be seen. */
  static BufferedImage apply(int orientation, BufferedImage image) {
    if (orientation == 1) {
      return image;
    }
    int w = image.getWidth();
    int h = image.getHeight();
    boolean swapped = swapsSides(orientation);
    // x' = a x + c y + e, y' = b x + d y + f, by orientation from 2 to 8
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
}
