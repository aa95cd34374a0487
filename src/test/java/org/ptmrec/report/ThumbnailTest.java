package org.ptmrec.report;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ThumbnailTest {
  private static ByteBuffer png(int width, int height, int type, Color color) throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D canvas = image.createGraphics();
    canvas.setColor(color);
    canvas.fillRect(0, 0, width, height);
    canvas.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  private static BufferedImage decoded(Thumbnail thumbnail) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(thumbnail.jpeg())));
  }

  @Test
  void of_largePicture_fitsTheSquareAndKeepsProportions() throws IOException {
    Thumbnail thumbnail =
        Thumbnail.of(png(1000, 500, BufferedImage.TYPE_INT_RGB, Color.RED)).orElseThrow();

    BufferedImage image = decoded(thumbnail);
    assertThat(image.getWidth()).isEqualTo(Thumbnail.SIDE);
    assertThat(image.getHeight()).isEqualTo(Thumbnail.SIDE / 2);
    assertThat(new Color(image.getRGB(50, 25)).getRed()).isAtLeast(250);
  }

  @Test
  void of_smallPicture_isNotEnlarged() throws IOException {
    Thumbnail thumbnail =
        Thumbnail.of(png(10, 20, BufferedImage.TYPE_INT_RGB, Color.RED)).orElseThrow();

    assertThat(thumbnail.width()).isEqualTo(10);
    assertThat(thumbnail.height()).isEqualTo(20);
  }

  @Test
  void of_transparentPicture_isOnWhite() throws IOException {
    Thumbnail thumbnail =
        Thumbnail.of(png(20, 20, BufferedImage.TYPE_INT_ARGB, new Color(0, 0, 0, 0))).orElseThrow();

    assertThat(new Color(decoded(thumbnail).getRGB(10, 10)).getGreen()).isAtLeast(250);
  }

  @Test
  void of_noPicture_isEmpty() {
    assertThat(Thumbnail.of(ByteBuffer.wrap("<html>".getBytes(US_ASCII)))).isEmpty();
  }
}
