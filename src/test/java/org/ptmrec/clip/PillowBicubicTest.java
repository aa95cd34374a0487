package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.clip.PillowBicubic.Window;

/** Against values that Pillow computed. */
class PillowBicubicTest {

  @ParameterizedTest
  @CsvSource({
    "0 32 64 96 128 160 192 255, 17 79 144 221",
    "0 255 0 255, 0 135 236 19 120 255",
    "10 200 30 40 250 60 70 0 90 255, 89 101 100",
    "7 77 177, 7 77 177",
  })
  void resize_rowOrColumn_isWhatPillowMakes(String input, String expected) {
    byte[] in = grey(input);
    byte[] out = grey(expected);
    int size = in.length / 3;
    int newSize = out.length / 3;
    assertThat(PillowBicubic.resize(in, size, 1, newSize, 1, new Window(0, 0, newSize, 1)))
        .isEqualTo(out);
    assertThat(PillowBicubic.resize(in, 1, size, 1, newSize, new Window(0, 0, 1, newSize)))
        .isEqualTo(out);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 9, 5", "2, 1, 3, 3", "8, 4, 1, 1"})
  void resize_window_isThatPartOfTheWhole(int x, int y, int width, int height) {
    byte[] image = new byte[31 * 17 * 3];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (i * i * 31 + i / 7);
    }
    byte[] whole = PillowBicubic.resize(image, 31, 17, 9, 5, new Window(0, 0, 9, 5));
    byte[] window = PillowBicubic.resize(image, 31, 17, 9, 5, new Window(x, y, width, height));
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width * 3; column++) {
        assertThat(window[row * width * 3 + column])
            .isEqualTo(whole[((y + row) * 9 + x) * 3 + column]);
      }
    }
  }

  private static byte[] grey(String values) {
    String[] parts = values.split(" ");
    byte[] rgb = new byte[parts.length * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Integer.parseInt(parts[i / 3]);
    }
    return rgb;
  }
}
