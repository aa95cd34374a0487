package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.download.RgbImage;

/**
 * Makes a picture what CLIP's image tower reads: shorter side to a fixed length (bicubic with
 * antialiasing, as Pillow), centre crop, every channel to mean 0 and deviation 1.
 */
public final class ImagePreprocessor {
  /** Name of the file in a model folder. */
  public static final String FILE = "preprocessor_config.json";

  private static final int BICUBIC = 3; // Pillow's number for it
  private static final float[] CLIP_MEAN = {0.48145466f, 0.4578275f, 0.40821073f};
  private static final float[] CLIP_DEVIATION = {0.26862954f, 0.26130258f, 0.27577711f};

  private final int shortestEdge;
  private final int cropSize;
  private final float[] mean;
  private final float[] deviation;

  private ImagePreprocessor(int shortestEdge, int cropSize, float[] mean, float[] deviation) {
    this.shortestEdge = shortestEdge;
    this.cropSize = cropSize;
    this.mean = mean;
    this.deviation = deviation;
  }

  /** OpenAI's preprocessing for square inputs of {@code size} pixels a side. */
  public static ImagePreprocessor openAi(int size) {
    checkArgument(size > 0, "size %s", size);
    return new ImagePreprocessor(size, size, CLIP_MEAN, CLIP_DEVIATION);
  }

  /**
   * Reads {@code preprocessor_config.json} of a model folder.
   *
   * @param config of the same folder, which it has to agree with
   * @throws UserErrorException naming the file and the key
   */
  public static ImagePreprocessor read(Path folder, ClipConfig config) {
    JsonSettings json = JsonSettings.read(folder.resolve(FILE));
    int imageSize = config.vision().imageSize();
    json.integer("resample", BICUBIC, BICUBIC, BICUBIC);
    for (String step : new String[] {"do_resize", "do_center_crop", "do_normalize"}) {
      if (!json.flag(step, true)) {
        throw json.error(step, "true");
      }
    }
    int cropSize =
        json.isObject("crop_size")
            ? square(json.object("crop_size"))
            : json.integer("crop_size", 224, 1, Integer.MAX_VALUE);
    if (cropSize != imageSize) {
      throw json.error("crop_size", imageSize + ", the image_size of " + ClipConfig.FILE);
    }
    int shortestEdge =
        json.isObject("size")
            ? json.object("size").integer("shortest_edge", 0, cropSize, 1 << 14)
            : json.integer("size", 224, cropSize, 1 << 14);
    if (shortestEdge == 0) {
      throw json.error("size", "an integer or {\"shortest_edge\": ...}");
    }
    float[] mean = json.has("image_mean") ? json.triple("image_mean") : CLIP_MEAN;
    float[] deviation = json.has("image_std") ? json.triple("image_std") : CLIP_DEVIATION;
    for (float value : deviation) {
      if (!(value > 0)) {
        throw json.error("image_std", "three numbers greater than 0");
      }
    }
    return new ImagePreprocessor(shortestEdge, cropSize, mean, deviation);
  }

  private static int square(JsonSettings json) {
    int height = json.integer("height", 224, 1, Integer.MAX_VALUE);
    return json.integer("width", 224, height, height);
  }

  /** Writes {@code preprocessor_config.json} into a model folder. */
  public void write(Path folder) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("do_resize", true).putObject("size").put("shortest_edge", shortestEdge);
    json.put("resample", BICUBIC);
    json.put("do_center_crop", true);
    json.putObject("crop_size").put("height", cropSize).put("width", cropSize);
    json.put("do_normalize", true);
    ArrayNode means = json.putArray("image_mean");
    ArrayNode deviations = json.putArray("image_std");
    for (int channel = 0; channel < 3; channel++) {
      means.add(mean[channel]);
      deviations.add(deviation[channel]);
    }
    mapper.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(FILE).toFile(), json);
  }

  /** Side of the square that comes out, in pixels. */
  public int size() {
    return cropSize;
  }

  /**
   * Resizes, crops and normalises a picture.
   *
   * @return 3 x size x size values: all of red row by row, then green, then blue
   */
  public float[] preprocess(RgbImage image) {
    return normalize(resizeAndCrop(image));
  }

  /**
   * Normalises what {@link #resizeAndCrop} made: a caller that keeps many pictures keeps bytes.
   *
   * @param square size x size x 3
   * @return 3 x size x size values
   */
  public float[] normalize(byte[] square) {
    int pixels = cropSize * cropSize;
    float[] values = new float[3 * pixels];
    for (int channel = 0; channel < 3; channel++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        float level = (square[3 * pixel + channel] & 0xff) / 255f;
        values[channel * pixels + pixel] = (level - mean[channel]) / deviation[channel];
      }
    }
    return values;
  }

  /** The picture's centre as 8-bit RGB, size x size x 3: what people would see. */
  public byte[] resizeAndCrop(RgbImage image) {
    int width = image.width();
    int height = image.height();
    // The longer side is cut down to a whole number, in integers as torchvision does.
    boolean tall = width <= height;
    long newWidth = tall ? shortestEdge : otherEdge(width, height);
    long newHeight = tall ? otherEdge(height, width) : shortestEdge;
    PillowBicubic.Window window =
        new PillowBicubic.Window(cropStart(newWidth), cropStart(newHeight), cropSize, cropSize);
    return PillowBicubic.resize(image.rgb(), width, height, newWidth, newHeight, window);
  }

  private long otherEdge(int longEdge, int shortEdge) {
    return (long) shortestEdge * longEdge / shortEdge;
  }

  private long cropStart(long length) {
    return (long) Math.rint((length - cropSize) / 2.0); // ties to even, as Python rounds
  }
}
