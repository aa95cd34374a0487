package org.ptmrec.sample;

import com.google.common.collect.ImmutableList;
import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.Arc2D;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/** The outlines of each kind of product in a square of side 100, from back to front. */
final class ProductShapes {
  private ProductShapes() {}

  /** What a part is covered with. */
  enum Finish {
    /** The product's colour and pattern. */
    BODY,
    /** A darker shade of the product's colour. */
    TRIM,
    METAL,
    WOOD,
    LIGHT,
    DARK
  }

  record Part(Shape shape, Finish finish) {}

  static ImmutableList<Part> of(ProductKind kind) {
    return switch (kind) {
      case MUG -> mug();
      case SHIRT -> shirt();
      case LAMP -> lamp();
      case BAG -> bag();
      case CHAIR -> chair();
      case BOTTLE -> bottle();
      case SHOE -> shoe();
      case CLOCK -> clock();
      case HAT -> hat();
      case UMBRELLA -> umbrella();
      case VASE -> vase();
      case CUSHION -> cushion();
    };
  }

  private static ImmutableList<Part> mug() {
    Area handle = new Area(ellipse(56, 35, 28, 36));
    handle.subtract(new Area(ellipse(62, 43, 15, 20)));
    return parts(
        part(handle, Finish.TRIM),
        part(rounded(20, 26, 50, 56, 16), Finish.BODY),
        part(ellipse(20, 20, 50, 14), Finish.TRIM),
        part(ellipse(24, 22, 42, 9), Finish.DARK));
  }

  private static ImmutableList<Part> shirt() {
    Path2D body = new Path2D.Double();
    body.moveTo(38, 18);
    body.quadTo(50, 30, 62, 18);
    body.lineTo(74, 22);
    body.lineTo(93, 44);
    body.lineTo(80, 55);
    body.lineTo(72, 47);
    body.lineTo(72, 86);
    body.lineTo(28, 86);
    body.lineTo(28, 47);
    body.lineTo(20, 55);
    body.lineTo(7, 44);
    body.lineTo(26, 22);
    body.closePath();
    Path2D collar = new Path2D.Double();
    collar.moveTo(38, 18);
    collar.quadTo(50, 30, 62, 18);
    return parts(part(body, Finish.BODY), part(stroke(collar, 3.5), Finish.TRIM));
  }

  private static ImmutableList<Part> lamp() {
    return parts(
        part(new Rectangle2D.Double(47, 50, 6, 32), Finish.METAL),
        part(ellipse(30, 78, 40, 11), Finish.METAL),
        part(ellipse(43, 46, 14, 14), Finish.LIGHT),
        part(polygon(36, 12, 64, 12, 82, 54, 18, 54), Finish.BODY));
  }

  private static ImmutableList<Part> bag() {
    Shape handle = stroke(new Arc2D.Double(32, 12, 36, 56, 0, 180, Arc2D.OPEN), 4.5);
    return parts(
        part(handle, Finish.TRIM),
        part(polygon(20, 38, 80, 38, 88, 86, 12, 86), Finish.BODY),
        part(polygon(20, 38, 80, 38, 81.3, 46, 18.7, 46), Finish.TRIM),
        part(ellipse(46, 42, 8, 8), Finish.METAL));
  }

  private static ImmutableList<Part> chair() {
    return parts(
        part(polygon(30, 60, 36, 60, 31, 92, 26, 92), Finish.WOOD),
        part(polygon(70, 60, 64, 60, 69, 92, 74, 92), Finish.WOOD),
        part(new Rectangle2D.Double(33, 44, 5, 14), Finish.WOOD),
        part(new Rectangle2D.Double(62, 44, 5, 14), Finish.WOOD),
        part(rounded(27, 8, 46, 40, 14), Finish.BODY),
        part(rounded(22, 53, 56, 14, 10), Finish.BODY));
  }

  private static ImmutableList<Part> bottle() {
    Path2D body = new Path2D.Double();
    body.moveTo(43, 22);
    body.lineTo(57, 22);
    body.curveTo(57, 36, 70, 34, 70, 48);
    body.lineTo(70, 84);
    body.quadTo(70, 91, 63, 91);
    body.lineTo(37, 91);
    body.quadTo(30, 91, 30, 84);
    body.lineTo(30, 48);
    body.curveTo(30, 34, 43, 36, 43, 22);
    body.closePath();
    return parts(part(body, Finish.BODY), part(rounded(40, 9, 20, 14, 5), Finish.METAL));
  }

  private static ImmutableList<Part> shoe() {
    Path2D body = new Path2D.Double();
    body.moveTo(10, 34);
    body.quadTo(22, 44, 36, 30);
    body.lineTo(44, 28);
    body.curveTo(52, 44, 66, 50, 82, 53);
    body.quadTo(95, 56, 95, 72);
    body.lineTo(9, 72);
    body.quadTo(6, 50, 10, 34);
    body.closePath();
    return parts(
        part(body, Finish.BODY),
        part(rounded(6, 70, 90, 11, 9), Finish.LIGHT),
        part(stroke(line(46, 36, 39, 44), 3), Finish.LIGHT),
        part(stroke(line(53, 42, 46, 50), 3), Finish.LIGHT),
        part(stroke(line(61, 46, 54, 54), 3), Finish.LIGHT));
  }

  private static ImmutableList<Part> clock() {
    return parts(
        part(ellipse(10, 10, 80, 80), Finish.BODY),
        part(ellipse(29, 29, 42, 42), Finish.LIGHT),
        part(stroke(line(50, 50, 50, 34), 3), Finish.DARK),
        part(stroke(line(50, 50, 61, 56), 3), Finish.DARK),
        part(ellipse(47, 47, 6, 6), Finish.DARK));
  }

  private static ImmutableList<Part> hat() {
    Path2D crown = new Path2D.Double();
    crown.moveTo(25, 66);
    crown.curveTo(25, 14, 75, 14, 75, 66);
    crown.closePath();
    Area band = new Area(new Rectangle2D.Double(20, 54, 60, 11));
    band.intersect(new Area(crown));
    return parts(
        part(ellipse(4, 55, 92, 25), Finish.BODY),
        part(crown, Finish.BODY),
        part(band, Finish.TRIM));
  }

  private static ImmutableList<Part> umbrella() {
    Area canopy = new Area(ellipse(6, 12, 88, 84));
    canopy.subtract(new Area(new Rectangle2D.Double(0, 54, 100, 50)));
    for (int i = 0; i < 4; i++) {
      canopy.subtract(new Area(ellipse(6 + 22 * i, 48, 22, 13)));
    }
    Path2D stick = new Path2D.Double();
    stick.moveTo(50, 46);
    stick.lineTo(50, 84);
    stick.curveTo(50, 95, 64, 95, 64, 85);
    return parts(
        part(stroke(stick, 3.5), Finish.WOOD),
        part(stroke(line(50, 6, 50, 14), 3), Finish.METAL),
        part(canopy, Finish.BODY));
  }

  private static ImmutableList<Part> vase() {
    Path2D body = new Path2D.Double();
    body.moveTo(38, 14);
    body.curveTo(44, 34, 20, 38, 20, 60);
    body.curveTo(20, 78, 34, 84, 36, 90);
    body.lineTo(64, 90);
    body.curveTo(66, 84, 80, 78, 80, 60);
    body.curveTo(80, 38, 56, 34, 62, 14);
    body.closePath();
    return parts(
        part(body, Finish.BODY),
        part(ellipse(37, 9, 26, 10), Finish.TRIM),
        part(ellipse(40, 11, 20, 6), Finish.DARK));
  }

  private static ImmutableList<Part> cushion() {
    Path2D body = new Path2D.Double();
    body.moveTo(10, 12);
    body.quadTo(50, 22, 90, 12);
    body.quadTo(80, 50, 90, 88);
    body.quadTo(50, 78, 10, 88);
    body.quadTo(20, 50, 10, 12);
    body.closePath();
    return parts(part(body, Finish.BODY), part(stroke(body, 2.5), Finish.TRIM));
  }

  private static ImmutableList<Part> parts(Part... parts) {
    return ImmutableList.copyOf(parts);
  }

  private static Part part(Shape shape, Finish finish) {
    return new Part(shape, finish);
  }

  private static Shape ellipse(double x, double y, double width, double height) {
    return new Ellipse2D.Double(x, y, width, height);
  }

  private static Shape rounded(double x, double y, double width, double height, double corner) {
    return new RoundRectangle2D.Double(x, y, width, height, corner, corner);
  }

  private static Shape line(double x1, double y1, double x2, double y2) {
    Path2D path = new Path2D.Double();
    path.moveTo(x1, y1);
    path.lineTo(x2, y2);
    return path;
  }

  private static Shape polygon(double... xy) {
    Path2D path = new Path2D.Double();
    path.moveTo(xy[0], xy[1]);
    for (int i = 2; i < xy.length; i += 2) {
      path.lineTo(xy[i], xy[i + 1]);
    }
    path.closePath();
    return path;
  }

  private static Shape stroke(Shape shape, double width) {
    return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
        .createStrokedShape(shape);
  }
}
