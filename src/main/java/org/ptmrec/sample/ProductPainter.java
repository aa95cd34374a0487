package org.ptmrec.sample;

import com.google.common.collect.ImmutableList;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.ptmrec.tensor.RandomStream;

/** Draws a product as a picture of 128 x 128 pixels, without fonts and without a display. */
final class ProductPainter {
  static final int SIDE = 128;
  private static final Color METAL = new Color(0xb4b9c0);
  private static final Color WOOD = new Color(0xb98a58);
  private static final Color LIGHT = new Color(0xf7f4ec);
  private static final Color DARK = new Color(0x33323a);

  private ProductPainter() {}

  /** The grain comes from the stream; everything else from the product. */
  static BufferedImage paint(Product product, RandomStream random) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    paintBackdrop(canvas, product.scene());
    AffineTransform pose = pose(product.scene());
    for (ProductShapes.Part part : ProductShapes.of(product.kind())) {
      paintPart(canvas, part, product, pose);
    }
    canvas.dispose();
    addGrain(image, random);
    return image;
  }

  private static void paintBackdrop(Graphics2D canvas, Scene scene) {
    Color wall = scene.backdrop().paint();
    canvas.setPaint(new GradientPaint(0, 0, mix(wall, Color.WHITE, 0.25), 0, SIDE, wall));
    canvas.fillRect(0, 0, SIDE, SIDE);
    canvas.setPaint(mix(wall, Color.BLACK, 0.13));
    double x = SIDE * (0.16 + scene.shiftX());
    canvas.fill(new Ellipse2D.Double(x, SIDE * (0.82 + scene.shiftY()), SIDE * 0.68, SIDE * 0.13));
  }

  private static AffineTransform pose(Scene scene) {
    AffineTransform pose = new AffineTransform();
    pose.translate(SIDE * (0.5 + scene.shiftX()), SIDE * (0.5 + scene.shiftY()));
    pose.rotate(StrictMath.cos(scene.turn()), StrictMath.sin(scene.turn()));
    double scale = scene.zoom() * SIDE / 100;
    pose.scale(scale * scene.stretch() * (scene.mirrored() ? -1 : 1), scale);
    pose.translate(-50, -50);
    return pose;
  }

  private static void paintPart(
      Graphics2D canvas, ProductShapes.Part part, Product product, AffineTransform pose) {
    Shape outline = pose.createTransformedShape(part.shape());
    Color color = product.color().paint();
    Color base =
        switch (part.finish()) {
          case BODY -> color;
          case TRIM -> mix(color, Color.BLACK, 0.3);
          case METAL -> METAL;
          case WOOD -> WOOD;
          case LIGHT -> LIGHT;
          case DARK -> DARK;
        };
    canvas.setPaint(base);
    canvas.fill(outline);
    Shape clip = canvas.getClip();
    canvas.clip(outline);
    if (part.finish() == ProductShapes.Finish.BODY) {
      canvas.setPaint(accent(color));
      for (Shape mark : marks(product.pattern())) {
        canvas.fill(pose.createTransformedShape(mark));
      }
    }
    shade(canvas, outline);
    canvas.setClip(clip);
    canvas.setStroke(new BasicStroke(1.1f));
    canvas.setPaint(mix(base, Color.BLACK, 0.45));
    canvas.draw(outline);
  }

  /** Light falls from the upper left, however the product lies. */
  private static void shade(Graphics2D canvas, Shape outline) {
    Rectangle2D box = outline.getBounds2D();
    float left = (float) box.getMinX();
    float right = (float) box.getMaxX();
    float top = (float) box.getMinY();
    float bottom = (float) box.getMaxY();
    canvas.setPaint(
        new GradientPaint(
            left, top, new Color(255, 255, 255, 70), right, bottom, new Color(0, 0, 0, 60)));
    canvas.fill(outline);
  }

  private static Color accent(Color color) {
    int brightness = 299 * color.getRed() + 587 * color.getGreen() + 114 * color.getBlue();
    return brightness > 150_000 ? mix(color, Color.BLACK, 0.45) : mix(color, Color.WHITE, 0.72);
  }

  private static ImmutableList<Shape> marks(ProductPattern pattern) {
    ImmutableList.Builder<Shape> marks = ImmutableList.builder();
    switch (pattern) {
      case PLAIN -> {}
      case STRIPES -> {
        for (int y = 2; y < 100; y += 12) {
          marks.add(new Rectangle2D.Double(-10, y, 120, 5));
        }
      }
      case DOTS -> {
        for (int row = 0; row < 9; row++) {
          for (int column = 0; column < 9; column++) {
            double x = 13 * column - (row % 2 == 0 ? 10 : 3.5);
            marks.add(new Ellipse2D.Double(x, 12 * row - 2, 6.5, 6.5));
          }
        }
      }
      case CHECKS -> {
        for (int row = 0; row < 8; row++) {
          for (int column = row % 2; column < 8; column += 2) {
            marks.add(new Rectangle2D.Double(14 * column - 5, 14 * row - 5, 14, 14));
          }
        }
      }
      case ZIGZAG -> {
        for (int y = 4; y < 110; y += 14) {
          marks.add(zigzag(y));
        }
      }
    }
    return marks.build();
  }

  private static Shape zigzag(int y) {
    Path2D path = new Path2D.Double();
    path.moveTo(-10, y);
    for (int i = 1; i <= 17; i++) {
      path.lineTo(-10 + 7.0 * i, y + (i % 2 == 0 ? 0 : 7));
    }
    return new BasicStroke(3.4f).createStrokedShape(path);
  }

  static Color mix(Color from, Color to, double share) {
    return new Color(
        blend(from.getRed(), to.getRed(), share),
        blend(from.getGreen(), to.getGreen(), share),
        blend(from.getBlue(), to.getBlue(), share));
  }

  private static int blend(int from, int to, double share) {
    return (int) Math.round(from + share * (to - from));
  }

  private static void addGrain(BufferedImage image, RandomStream random) {
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int rgb = image.getRGB(x, y);
        int grain = random.nextInt(9) - 4;
        image.setRGB(
            x, y, grained(rgb, 16, grain) | grained(rgb, 8, grain) | grained(rgb, 0, grain));
      }
    }
  }

  private static int grained(int rgb, int shift, int grain) {
    int value = (rgb >>> shift & 0xff) + grain;
    return Math.max(0, Math.min(255, value)) << shift;
  }
}
