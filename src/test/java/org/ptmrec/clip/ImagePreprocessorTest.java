package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.download.RgbImage;
import org.ptmrec.testing.ReferenceData;

class ImagePreprocessorTest {
  private static final double MAX_DIFFERENT = 0.001;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"500, 333, 336, 224, 56, 0", "300, 225, 298, 224, 37, 0", "51, 77, 224, 338, 0, 57"})
  void resizeAndCrop_ofAPicture_isThisWindowOfThisSize(
      int width, int height, int newWidth, int newHeight, int x, int y) {
    RgbImage image = gradient(width, height);
    byte[] expected =
        PillowBicubic.resize(
            image.rgb(),
            width,
            height,
            newWidth,
            newHeight,
            new PillowBicubic.Window(x, y, 224, 224));
    assertThat(ImagePreprocessor.openAi(224).resizeAndCrop(image)).isEqualTo(expected);
  }

  @Test
  void preprocess_plainColour_isNormalisedChannelByChannel() {
    RgbImage image = new RgbImage(1, 1, new byte[] {(byte) 255, 0, 51});
    float[] values = ImagePreprocessor.openAi(2).preprocess(image);
    assertThat(values).hasLength(12);
    float[] expected = {
      (1 - 0.48145466f) / 0.26862954f, -0.4578275f / 0.26130258f, (0.2f - 0.40821073f) / 0.27577711f
    };
    for (int i = 0; i < 12; i++) {
      assertThat(values[i]).isWithin(1e-6f).of(expected[i / 4]);
    }
  }

  /**
   * JPEG leaves rounding to the decoder, so that a few levels may differ by one (none do with JDK
   * 17's); the resampling itself is held to the bit by {@link PillowBicubicTest}.
   */
  @Test
  void resizeAndCrop_realPosters_isWhatPillowMakes() throws IOException {
    Path reference = ReferenceData.reference("clip/preprocess224.safetensors");
    Path posters = ReferenceData.movielens("");
    try (SafetensorsFile file = SafetensorsFile.open(reference)) {
      String[] names = new ObjectMapper().readValue(file.metadata().get("files"), String[].class);
      assertThat(names).isNotEmpty();
      long values = 0;
      long different = 0;
      int largest = 0;
      for (int i = 0; i < names.length; i++) {
        int[] expected = file.ints(Integer.toString(i));
        int size = Math.toIntExact(file.shape(Integer.toString(i)).get(0));
        byte[] actual =
            ImagePreprocessor.openAi(size).resizeAndCrop(decode(posters.resolve(names[i])));
        for (int j = 0; j < expected.length; j++) {
          int difference = Math.abs((actual[j] & 0xff) - expected[j]);
          different += difference == 0 ? 0 : 1;
          largest = Math.max(largest, difference);
        }
        values += expected.length;
      }
      assertWithMessage("fraction of different values")
          .that(different / (double) values)
          .isAtMost(MAX_DIFFERENT);
      assertWithMessage("largest difference in levels").that(largest).isAtMost(1);
    }
  }

  @Test
  void read_sizesAsNumbers_isTheSameAsObjects() throws IOException {
    ClipConfig config = config(4);
    RgbImage image = gradient(9, 5);
    ImagePreprocessor numbers = read("{\"size\":5,\"crop_size\":4}", config);
    ImagePreprocessor objects =
        read("{\"size\":{\"shortest_edge\":5},\"crop_size\":{\"height\":4,\"width\":4}}", config);
    assertThat(numbers.preprocess(image)).isEqualTo(objects.preprocess(image));
    assertThat(numbers.size()).isEqualTo(4);
  }

  @Test
  void write_thenRead_preprocessesTheSame() throws IOException {
    ImagePreprocessor.openAi(8).write(folder);
    RgbImage image = gradient(20, 30);
    assertThat(ImagePreprocessor.read(folder, config(8)).preprocess(image))
        .isEqualTo(ImagePreprocessor.openAi(8).preprocess(image));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'size':4,'crop_size':5}; 'crop_size' is 5, expected 4",
        "{'size':3,'crop_size':4}; 'size' is 3, expected an integer from 4",
        "{'size':{'height':4,'width':4},'crop_size':4}; 'size' is {\"height\":4",
        "{'size':4,'crop_size':{'height':4,'width':5}}; 'crop_size.width' is 5",
        "{'size':4,'crop_size':4,'resample':2}; 'resample' is 2",
        "{'size':4,'crop_size':4,'do_center_crop':false}; 'do_center_crop' is false",
        "{'size':4,'crop_size':4,'image_mean':[1,2]}; 'image_mean' is [1,2], expected three numbers",
        "{'size':4,'crop_size':4,'image_std':[1,0,1]}; 'image_std' is [1,0,1]",
        "[]; not a JSON object",
      })
  void read_badKey_namesFileAndKey(String json, String message) {
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> read(json.replace('\'', '"'), config(4)));
    assertThat(e).hasMessageThat().contains(ImagePreprocessor.FILE);
    assertThat(e).hasMessageThat().contains(message);
  }

  private ImagePreprocessor read(String json, ClipConfig config) throws IOException {
    Files.write(folder.resolve(ImagePreprocessor.FILE), json.getBytes(UTF_8));
    return ImagePreprocessor.read(folder, config);
  }

  private static ClipConfig config(int imageSize) {
    TowerConfig tower = new TowerConfig(8, 16, 2, 1, HiddenActivation.QUICK_GELU, 1e-5);
    return new ClipConfig(
        new ClipConfig.Vision(tower, imageSize, 1),
        new ClipConfig.Text(tower, 20, 8, 18, 19),
        4,
        2.6592);
  }

  private static RgbImage decode(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    byte[] rgb = new byte[pixels.length * 3];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return new RgbImage(image.getWidth(), image.getHeight(), rgb);
  }

  private static RgbImage gradient(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * 5 + i / width * 3);
    }
    return new RgbImage(width, height, rgb);
  }
}
