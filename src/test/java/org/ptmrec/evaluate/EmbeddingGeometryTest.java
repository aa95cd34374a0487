package org.ptmrec.evaluate;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.api.Test;
import org.ptmrec.tensor.RandomStream;

class EmbeddingGeometryTest {
  private static final float[][] CROSS = {{1, 0}, {1, 0}, {0, 1}, {0, 1}};

  @Test
  void silhouette_ofGroupsInPlace_isOne() {
    assertThat(EmbeddingGeometry.silhouette(CROSS, new int[] {0, 0, 1, 1})).isEqualTo(1.0);
  }

  /** Every point has its twin in the other group: inside 1, outside 1/2. */
  @Test
  void silhouette_ofGroupsAcross_isNegative() {
    assertThat(EmbeddingGeometry.silhouette(CROSS, new int[] {0, 1, 0, 1})).isEqualTo(-0.5);
  }

  @Test
  void silhouette_ofOneGroupOrLonelyPoints_isZero() {
    assertThat(EmbeddingGeometry.silhouette(CROSS, new int[4])).isEqualTo(0.0);
    assertThat(EmbeddingGeometry.silhouette(CROSS, new int[] {0, 1, 2, 3})).isEqualTo(0.0);
  }

  @Test
  void alignment_ofEqualModalities_isOneLessTheOthers() {
    float[][] two = {{1, 0}, {0, 1}};
    assertThat(EmbeddingGeometry.alignment(two, two)).isEqualTo(1.0);
    assertThat(EmbeddingGeometry.alignment(two, new float[][] {{0, 1}, {1, 0}})).isEqualTo(-1.0);
    assertThat(EmbeddingGeometry.alignment(two, new float[][] {{1, 0}, {1, 0}})).isEqualTo(0.0);
  }

  @Test
  void groups_ofTwoClouds_areTheClouds() {
    float[][] points = {{0, 0}, {0, 1}, {9, 9}, {9, 8}, {1, 0}};
    int[] groups = EmbeddingGeometry.groups(points, 2, RandomStream.ofSeed(3));
    assertThat(groups[0]).isEqualTo(groups[1]);
    assertThat(groups[0]).isEqualTo(groups[4]);
    assertThat(groups[2]).isEqualTo(groups[3]);
    assertThat(groups[2]).isNotEqualTo(groups[0]);
  }

  @Test
  void density_ofSamples_hasTheWidthOfScottsRule() {
    // Two samples at ±1: deviation √2, bandwidth √2·2^(-1/5) = 1.2311.
    double[] density = GaussianDensity.of(new double[] {-1, 1}, new double[] {0, 1});
    assertThat(density[0]).isWithin(1e-4).of(0.2330);
    assertThat(density[1]).isWithin(1e-4).of(0.2053);
  }

  @Test
  void density_ofThePlane_sumsToOne() {
    double[] grid = new double[81];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = -10 + i * 0.25;
    }
    double[][] density = GaussianDensity.of(new double[][] {{-1, 0}, {1, 1}, {0, -1}}, grid, grid);
    double sum = 0;
    for (double[] row : density) {
      for (double value : row) {
        sum += value * 0.25 * 0.25;
      }
    }
    assertThat(sum).isWithin(1e-6).of(1);
  }
}
