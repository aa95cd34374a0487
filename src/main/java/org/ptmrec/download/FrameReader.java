package org.ptmrec.download;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.ptmrec.schema.FetchFailureReason;

/** The first frame of a picture file, as ImageIO and its plug-ins read it. */
final class FrameReader implements AutoCloseable {
  private static final int LONGEST_SIDE = 16384;

  static {
    // Also where this class came from a loader that ImageIO has not searched, as on a Flink worker.
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    thread.setContextClassLoader(FrameReader.class.getClassLoader());
    ImageIO.scanForPlugins();
    thread.setContextClassLoader(loader);
  }

  private final ImageReader reader;
  private final ImageType type;
  private final List<String> warnings = new ArrayList<>();
  private int width;
  private int height;

  private FrameReader(ImageReader reader, ImageType type) {
    this.reader = reader;
    this.type = type;
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
  }

  /** Reads no more than the header. */
  static FrameReader open(byte[] content, ImageType type, long maxPixels) throws FetchException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(type.readerFormat());
    if (!readers.hasNext()) {
      throw new FetchException(FetchFailureReason.UNSUPPORTED_FORMAT, "no reader for " + type);
    }
    FrameReader frame = new FrameReader(readers.next(), type);
    try {
      frame.readHeader(content, maxPixels);
      return frame;
    } catch (IOException | RuntimeException e) {
      frame.close();
      throw frame.corrupt(e);
    } catch (FetchException e) {
      frame.close();
      throw e;
    }
  }

  private void readHeader(byte[] content, long maxPixels) throws IOException, FetchException {
    reader.setInput(new PictureInput(content), true, true);
    width = reader.getWidth(0);
    height = reader.getHeight(0);
    boolean isTooLong = width > LONGEST_SIDE || height > LONGEST_SIDE;
    if (isTooLong || (long) width * height > maxPixels) {
      throw new FetchException(
          FetchFailureReason.TOO_MANY_PIXELS,
          "%d x %d pixels; at most %s are decoded"
              .formatted(
                  width, height, isTooLong ? LONGEST_SIDE + " a side" : maxPixels + " in all"));
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /**
   * Decodes the whole frame.
   *
   * @param step keeps every pixel at 1, every n-th of every n-th row at n
   */
  BufferedImage read(int step) throws FetchException {
    try {
      ImageReadParam param = reader.getDefaultReadParam();
      param.setSourceSubsampling(step, step, 0, 0);
      BufferedImage image = reader.read(0, param);
      for (String warning : warnings) {
        // JPEG readers fill up what is missing with grey, and only mention it.
        if (warning.matches("(?i).*(premature|truncated|corrupt).*")) {
          throw new FetchException(FetchFailureReason.CORRUPT_IMAGE, type + ": " + warning);
        }
      }
      return image;
    } catch (IOException | RuntimeException e) {
      throw corrupt(e); // readers meet damaged files with all sorts of runtime exceptions
    }
  }

  private FetchException corrupt(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new FetchException(
        FetchFailureReason.CORRUPT_IMAGE,
        "cannot be decoded as " + type + ": " + message.lines().findFirst().orElse(""));
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
