package org.ptmrec.evaluate;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.ptmrec.tensor.RandomStream;

class TsneTest {
  private static final int GROUP = 30;

  /** Three clouds of points in ten dimensions, far from each other. */
  private static float[][] clouds() {
    RandomStream random = RandomStream.ofSeed(5);
    float[][] points = new float[3 * GROUP][10];
    for (int i = 0; i < points.length; i++) {
      for (int d = 0; d < 10; d++) {
        points[i][d] = (float) random.nextGaussian() + (d == i / GROUP ? 15 : 0);
      }
    }
    return points;
  }

  @Test
  void map_separateClouds_keepsThemApart() {
    double[][] map = Tsne.map(clouds(), 10);

    for (int i = 0; i < map.length; i++) {
      int nearest = -1;
      for (int j = 0; j < map.length; j++) {
        if (j != i && (nearest < 0 || distance(map, i, j) < distance(map, i, nearest))) {
          nearest = j;
        }
      }
      assertThat(nearest / GROUP).isEqualTo(i / GROUP);
    }
  }

  private static double distance(double[][] map, int i, int j) {
    return Math.hypot(map[i][0] - map[j][0], map[i][1] - map[j][1]);
  }

  @Test
  void map_samePoints_givesTheSameCentredMap() {
    double[][] map = Tsne.map(clouds(), 10);

    assertThat(Tsne.map(clouds(), 10)).isEqualTo(map);
    double sum = 0;
    for (double[] place : map) {
      sum += place[0];
    }
    assertThat(sum).isWithin(1e-9).of(0);
  }

  @Test
  void map_equalPoints_isFinite() {
    for (double[] place : Tsne.map(new float[6][3], 30)) {
      assertThat(place[0] + place[1]).isFinite();
    }
  }

  @Test
  void map_tooFewPoints_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Tsne.map(new float[3][2], 30));
  }
}
