package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ptmrec.download.TestPictures.base64;
import static org.ptmrec.download.TestPictures.encoded;
import static org.ptmrec.download.TestPictures.quarters;

import com.google.common.io.Resources;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.schema.FetchFailureReason;
import org.ptmrec.testing.ReferenceData;

class ImageDecoderTest {
  private static final int RED = 0xff0000;
  private static final int GREEN = 0x00ff00;
  private static final int BLUE = 0x0000ff;
  private static final int WHITE = 0xffffff;

  private static int pixel(RgbImage image, int x, int y) {
    int at = 3 * (y * image.width() + x);
    byte[] rgb = image.rgb();
    return (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | rgb[at + 2] & 0xff;
  }

  private static void assertNear(int actual, int expected, int tolerance) {
    for (int shift = 0; shift <= 16; shift += 8) {
      assertWithMessage("%s, expected %s", hex(actual), hex(expected))
          .that(Math.abs((actual >> shift & 0xff) - (expected >> shift & 0xff)))
          .isAtMost(tolerance);
    }
  }

  private static String hex(int rgb) {
    return String.format("%06x", rgb);
  }

  /** The middles of the four quarters. */
  private static void assertQuarters(RgbImage image, int tolerance, int... expected) {
    int w = image.width();
    int h = image.height();
    assertNear(pixel(image, w / 4, h / 4), expected[0], tolerance);
    assertNear(pixel(image, 3 * w / 4, h / 4), expected[1], tolerance);
    assertNear(pixel(image, w / 4, 3 * h / 4), expected[2], tolerance);
    assertNear(pixel(image, 3 * w / 4, 3 * h / 4), expected[3], tolerance);
  }

  @ParameterizedTest
  @CsvSource({"png, 0", "bmp, 0", "gif, 0", "jpeg, 8"})
  void decode_formatsThatJavaWrites_samePixels(String format, int tolerance) {
    RgbImage image = ImageDecoder.decode(encoded(quarters(48, 32), format));
    assertThat(image.width()).isEqualTo(48);
    assertThat(image.height()).isEqualTo(32);
    assertQuarters(image, tolerance, RED, GREEN, BLUE, WHITE);
  }

  @ParameterizedTest
  @CsvSource({"png, 0", "jpeg, 8"})
  void decode_interlacedOrProgressive_samePixels(String format, int tolerance) throws IOException {
    RgbImage image = ImageDecoder.decode(TestPictures.progressive(quarters(50, 34), format));
    assertQuarters(image, tolerance, RED, GREEN, BLUE, WHITE);
  }

  @Test
  void decode_webp_lossyLosslessAndFirstOfAnimation() {
    RgbImage lossy = ImageDecoder.decode(base64(TestPictures.LOSSY_WEBP));
    assertThat(lossy.width()).isEqualTo(24);
    assertQuarters(lossy, 40, RED, GREEN, BLUE, WHITE);
    for (String webp : new String[] {TestPictures.LOSSLESS_WEBP, TestPictures.ANIMATED_WEBP}) {
      RgbImage image = ImageDecoder.decode(base64(webp));
      assertThat(image.width()).isEqualTo(12);
      assertQuarters(image, 0, RED, GREEN, BLUE, WHITE);
    }
  }

  @Test
  void decode_animatedGif_firstFrame() throws IOException {
    BufferedImage dark = new BufferedImage(20, 16, BufferedImage.TYPE_INT_RGB);
    RgbImage image = ImageDecoder.decode(TestPictures.animatedGif(quarters(20, 16), dark));
    assertQuarters(image, 0, RED, GREEN, BLUE, WHITE);
  }

  @Test
  void decode_cmykJpeg_rightColours() {
    RgbImage red = ImageDecoder.decode(base64(TestPictures.CMYK_RED_JPEG));
    int p = pixel(red, 4, 4);
    assertThat(p >> 16 & 0xff).isGreaterThan(200);
    assertThat(p >> 8 & 0xff).isLessThan(70);
    assertThat(p & 0xff).isLessThan(70);
  }

  @Test
  void decode_ycckJpeg_sameGrayAsCmyk() {
    byte[] cmyk = base64(TestPictures.CMYK_GRAY_JPEG);
    byte[] ycck = cmyk.clone();
    // The transform flag of Adobe's segment: gray means the same in both.
    int adobe = new String(ycck, StandardCharsets.ISO_8859_1).indexOf("Adobe");
    ycck[adobe + 11] = 2;
    int expected = pixel(ImageDecoder.decode(cmyk), 4, 4);
    assertNear(pixel(ImageDecoder.decode(ycck), 4, 4), expected, 3);
    assertNear(expected, 0x808080, 30);
  }

  @Test
  void decode_grayPng_valuesUnchanged() {
    BufferedImage gray = new BufferedImage(256, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 256; x++) {
      gray.getRaster().setSample(x, 0, 0, x);
    }
    RgbImage image = ImageDecoder.decode(encoded(gray, "png"));
    for (int x = 0; x < 256; x++) {
      assertNear(pixel(image, x, 0), x * 0x010101, 0);
    }
  }

  @Test
  void decode_sixteenBitGrayPng_upperByte() {
    BufferedImage gray = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < 256; x++) {
      gray.getRaster().setSample(x, 0, 0, x * 257);
    }
    RgbImage image = ImageDecoder.decode(encoded(gray, "png"));
    for (int x = 0; x < 256; x++) {
      assertNear(pixel(image, x, 0), x * 0x010101, 0);
    }
  }

  @Test
  void decode_sixteenBitColourPngWithAlpha_onWhite() {
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(3, 1);
    raster.setPixel(0, 0, new int[] {0x4040, 0x8080, 0xc0c0, 0xffff});
    raster.setPixel(1, 0, new int[] {0, 0, 0, 0});
    raster.setPixel(2, 0, new int[] {0, 0, 0, 0x8080});
    RgbImage image =
        ImageDecoder.decode(encoded(new BufferedImage(model, raster, false, null), "png"));
    assertNear(pixel(image, 0, 0), 0x4080c0, 0);
    assertNear(pixel(image, 1, 0), WHITE, 0);
    assertNear(pixel(image, 2, 0), 0x7f7f7f, 1);
  }

  @Test
  void decode_alpha_onWhite() {
    BufferedImage alpha = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    alpha.setRGB(0, 0, 0x80ff0000);
    RgbImage png = ImageDecoder.decode(encoded(alpha, "png"));
    assertNear(pixel(png, 0, 0), 0xff7f7f, 1);
    assertNear(pixel(png, 1, 0), WHITE, 0);
    RgbImage webp = ImageDecoder.decode(base64(TestPictures.ALPHA_WEBP));
    assertNear(pixel(webp, 4, 4), 0xff7f7f, 1);
    assertNear(pixel(webp, 0, 0), WHITE, 0);
  }

  @Test
  void decode_transparentPalette_onWhite() {
    byte[] red = {0, (byte) 255};
    byte[] none = {0, 0};
    IndexColorModel palette = new IndexColorModel(1, 2, red, none, none, 0);
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setSample(1, 0, 0, 1);
    for (String format : new String[] {"png", "gif"}) {
      RgbImage decoded = ImageDecoder.decode(encoded(image, format));
      assertNear(pixel(decoded, 0, 0), WHITE, 0);
      assertNear(pixel(decoded, 1, 0), RED, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, R G B W", "2, G R W B", "3, W B G R", "4, B W R G",
    "5, R B G W", "6, B R W G", "7, W G B R", "8, G W R B"
  })
  void decode_exifOrientation_turned(int orientation, String expected) throws FetchException {
    byte[] jpeg = TestPictures.withExif(encoded(quarters(48, 32), "jpeg"), orientation);
    RgbImage image = ImageDecoder.decode(jpeg);
    int[] colors =
        Stream.of(expected.split(" "))
            .mapToInt(
                c -> c.equals("R") ? RED : c.equals("G") ? GREEN : c.equals("B") ? BLUE : WHITE)
            .toArray();
    assertQuarters(image, 8, colors);
    assertThat(image.width()).isEqualTo(orientation < 5 ? 48 : 32);
    ImageDecoder.Description checked = ImageDecoder.check(jpeg, 10_000);
    assertThat(checked)
        .isEqualTo(new ImageDecoder.Description(ImageType.JPEG, image.width(), image.height()));
  }

  @Test
  void decode_exifInPngAndWebp_turned() {
    for (String picture : new String[] {TestPictures.EXIF6_PNG, TestPictures.EXIF6_WEBP}) {
      RgbImage image = ImageDecoder.decode(base64(picture));
      assertThat(image.width()).isEqualTo(8);
      assertQuarters(image, 0, BLUE, RED, WHITE, GREEN);
    }
  }

  private static FetchFailureReason reason(byte[] content) {
    return assertThrows(FetchException.class, () -> ImageDecoder.check(content, 50_000_000))
        .reason();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
  void check_cutOffFile_corrupt(String format) {
    byte[] whole = encoded(quarters(300, 200), format);
    assertThat(reason(Arrays.copyOf(whole, whole.length * 2 / 3)))
        .isEqualTo(FetchFailureReason.CORRUPT_IMAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
  void check_onlyTheLastRowsAreMissing_corrupt(String format) {
    byte[] whole = encoded(noise(250, 250), format);
    assertThat(reason(Arrays.copyOf(whole, whole.length - whole.length / 100)))
        .isEqualTo(FetchFailureReason.CORRUPT_IMAGE);
  }

  private static BufferedImage noise(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int pixel = 0; pixel < width * height; pixel++) {
      image.setRGB(pixel % width, pixel / width, random.nextInt());
    }
    return image;
  }

  @Test
  void check_cutOffWebp_corrupt() {
    byte[] whole = base64(TestPictures.LOSSLESS_WEBP);
    assertThat(reason(Arrays.copyOf(whole, 30))).isEqualTo(FetchFailureReason.CORRUPT_IMAGE);
  }

  @Test
  void check_headerOnly_corrupt() {
    byte[] header = Arrays.copyOf(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, 64);
    assertThat(reason(header)).isEqualTo(FetchFailureReason.CORRUPT_IMAGE);
  }

  @Test
  void check_htmlTextAndNothing_noImage() {
    assertThat(reason("<!DOCTYPE html><html></html>".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(FetchFailureReason.NOT_AN_IMAGE);
    assertThat(reason(new byte[0])).isEqualTo(FetchFailureReason.NOT_AN_IMAGE);
    assertThat(reason(new byte[100])).isEqualTo(FetchFailureReason.NOT_AN_IMAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "II*\0........",
        "MM\0*........",
        "\0\0\0\034ftypavif....",
        "\0\0\0\030ftypheic....",
        "\u00ff\n..........",
        "<?xml version='1.0'?><svg></svg>"
      })
  void check_pictureOfAnotherFormat_unsupported(String content) {
    assertThat(reason(content.getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(FetchFailureReason.UNSUPPORTED_FORMAT);
  }

  @Test
  void check_hugePng_refusedBeforeDecoding() throws IOException {
    byte[] bomb = TestPictures.blankPng(30_000, 30_000);
    assertThat(bomb.length).isLessThan(1 << 20);
    assertThat(reason(bomb)).isEqualTo(FetchFailureReason.TOO_MANY_PIXELS);
    assertThat(reason(TestPictures.blankPng(16_385, 1)))
        .isEqualTo(FetchFailureReason.TOO_MANY_PIXELS);
  }

  @Test
  void check_flippedBytes_documentedReasonsOnly() {
    java.util.Random random = new java.util.Random(1);
    for (String format : new String[] {"png", "jpeg", "gif", "bmp"}) {
      byte[] whole = encoded(quarters(40, 30), format);
      for (int i = 0; i < 300; i++) {
        byte[] damaged = whole.clone();
        for (int flips = 0; flips < 4; flips++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        checkHasNoOtherException(damaged);
      }
    }
    for (String webp :
        new String[] {
          TestPictures.LOSSY_WEBP, TestPictures.LOSSLESS_WEBP, TestPictures.EXIF6_WEBP
        }) {
      for (int i = 0; i < 300; i++) {
        byte[] damaged = base64(webp);
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        checkHasNoOtherException(damaged);
      }
    }
  }

  private static void checkHasNoOtherException(byte[] content) {
    try {
      ImageDecoder.check(content, 1_000_000);
    } catch (FetchException e) {
      assertThat(e.getMessage().lines().count()).isEqualTo(1);
    }
  }

  @Test
  void check_realPosters_allDecodeWithTheSizesThatPillowFound() throws Exception {
    Path folder = ReferenceData.movielens("images");
    List<String> lines =
        Resources.readLines(Resources.getResource(ImageDecoderTest.class, "posters.csv"), UTF_8);
    int checked = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",");
      byte[] content = Files.readAllBytes(folder.resolve(fields[0]));
      ImageDecoder.Description description = ImageDecoder.check(content, 50_000_000);
      RgbImage image = ImageDecoder.decode(content);
      String size = fields[1] + "," + fields[2];
      assertWithMessage(line)
          .that(description.width() + "," + description.height())
          .isEqualTo(size);
      assertWithMessage(line).that(image.width() + "," + image.height()).isEqualTo(size);
      checked++;
    }
    assertThat(checked).isEqualTo(253);
  }
}
