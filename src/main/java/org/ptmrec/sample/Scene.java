package org.ptmrec.sample;

import org.ptmrec.tensor.RandomStream;

/**
 * How a product was put before the camera: nothing of it matters to a shopper.
 *
 * @param turn radians, clockwise
 * @param zoom 1 fills the picture
 * @param stretch width over height of the product, 1 as designed
 * @param shiftX of the picture's side, to the right
 * @param shiftY of the picture's side, downwards
 */
record Scene(
    Backdrop backdrop,
    double turn,
    double zoom,
    double stretch,
    boolean mirrored,
    double shiftX,
    double shiftY) {
  private static final double MOST_TURN = Math.PI / 7;

  static Scene draw(RandomStream random) {
    return new Scene(
        Backdrop.values()[random.nextInt(Backdrop.values().length)],
        MOST_TURN * (2 * random.nextDouble() - 1),
        0.78 + 0.2 * random.nextDouble(),
        0.86 + 0.28 * random.nextDouble(),
        random.nextInt(2) == 0,
        0.1 * random.nextDouble() - 0.05,
        0.1 * random.nextDouble() - 0.05);
  }

  /** As a caption would say it. */
  String pose() {
    if (Math.abs(turn) < MOST_TURN / 3) {
      return "upright";
    }
    return turn > 0 ? "tilted right" : "tilted left";
  }
}
