package org.ptmrec.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture small enough to stand in a page many times: a JPEG that fits a square of {@link #SIDE}
 * pixels.
 *
 * @param jpeg its Base64 text
 */
public record Thumbnail(int width, int height, String jpeg) {
  static final int SIDE = 112;
  private static final float QUALITY = 0.8f;

  /** Empty when the bytes are no picture that this machine can read. */
  public static Optional<Thumbnail> of(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
      return image == null ? Optional.empty() : Optional.of(of(image));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Thumbnail of(BufferedImage image) throws IOException {
    BufferedImage current = image;
    double scale = Math.min(1, SIDE / (double) Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) Math.round(scale * image.getWidth()));
    int height = Math.max(1, (int) Math.round(scale * image.getHeight()));
    // By halves: one bilinear step over more than a factor of two skips pixels.
    while (current.getWidth() > 2 * width && current.getHeight() > 2 * height) {
      current = scaled(current, current.getWidth() / 2, current.getHeight() / 2);
    }
    current = scaled(current, width, height);
    return new Thumbnail(width, height, Base64.getEncoder().encodeToString(jpeg(current)));
  }

  private static BufferedImage scaled(BufferedImage image, int width, int height) {
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = scaled.createGraphics();
    canvas.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    canvas.drawImage(image, 0, 0, width, height, Color.WHITE, null);
    canvas.dispose();
    return scaled;
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
      writer.setOutput(output);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
