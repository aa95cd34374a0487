package org.ptmrec.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.ptmrec.evaluate.GaussianDensity;

/** A density as a picture in levels of one colour, to lie below a map. */
final class DensityPicture {
  private static final int SIDE = 120;
  private static final int LEVELS = 8;
  private static final int COLOR = 0x0b5cad;
  private static final int MOST_OPAQUE = 150;

  private DensityPicture() {}

  /** A PNG in Base64, transparent where nothing is. */
  static String of(List<EmbeddingMap.Place> places) {
    double[] grid = new double[SIDE];
    Arrays.setAll(grid, i -> (i + 0.5) / SIDE);
    double[][] density =
        GaussianDensity.of(
            places.stream()
                .map(place -> new double[] {place.x(), place.y()})
                .toArray(double[][]::new),
            grid,
            grid);
    double most = Arrays.stream(density).flatMapToDouble(Arrays::stream).max().orElse(1);
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int level = (int) Math.min(LEVELS - 1, LEVELS * density[y][x] / most);
        picture.setRGB(x, y, (MOST_OPAQUE * level / (LEVELS - 1)) << 24 | COLOR);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
