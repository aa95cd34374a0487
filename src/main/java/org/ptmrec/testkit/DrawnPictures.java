package org.ptmrec.testkit;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.ptmrec.sample.CaptionedImage;
import org.ptmrec.sample.SampleCatalogue;

/** Pictures of products that do not exist, as files that a server would have. */
public final class DrawnPictures {
  private DrawnPictures() {}

  /** A PNG file; another seed shows another product. */
  public static byte[] png(long seed) {
    CaptionedImage drawn =
        SampleCatalogue.captionedImages(1, seed).findFirst().orElseThrow(AssertionError::new);
    BufferedImage picture =
        new BufferedImage(drawn.width(), drawn.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = drawn.rgb();
    for (int i = 0; i < drawn.width() * drawn.height(); i++) {
      int color = (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255;
      picture.setRGB(i % drawn.width(), i / drawn.width(), color);
    }
    try (ByteArrayOutputStream file = new ByteArrayOutputStream()) {
      ImageIO.write(picture, "png", file);
      return file.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
