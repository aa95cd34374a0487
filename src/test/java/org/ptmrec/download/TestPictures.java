package org.ptmrec.download;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/** Small pictures of every kind. Those that Java cannot write were written by Pillow 13. */
final class TestPictures {
  /** 8 x 8 pixels of (0, 255, 255, 0) in Adobe's inverted CMYK. */
  static final String CMYK_RED_JPEG =
      "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAW"
          + "EBETFBUVFQwPFxgWFBgSFBUU/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgME"
          + "BQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJ"
          + "ChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeY"
          + "mZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBN"
          + "AFkASwAAPwD9U6/Kqvyqr9U6/9k=";

  /** 8 x 8 pixels of (127, 127, 127, 0) in Adobe's inverted CMYK. */
  static final String CMYK_GRAY_JPEG =
      "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAW"
          + "EBETFBUVFQwPFxgWFBgSFBUU/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgME"
          + "BQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJ"
          + "ChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeY"
          + "mZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBN"
          + "AFkASwAAPwAoor9U6//Z";

  /** {@link #quarters} twice as large, lossy. */
  static final String LOSSY_WEBP =
      "UklGRmoAAABXRUJQVlA4IF4AAACwAwCdASoYABAALiUYjEYREREBABIlqALEagDK/9wABN5thc0qQAD+/ZuL0WH/uV0f"
          + "//UIvt/+8+f/pR/+DrlH/9XRf8+n/62oEj//9XQnv/mQ7sCfny38AUt1QJAA";

  /** {@link #quarters}. */
  static final String LOSSLESS_WEBP =
      "UklGRjoAAABXRUJQVlA4TC4AAAAvC8ABAB8gEEjeHzqN+RcQFPwf3fxHZA9AURsp0Jo8AImowwG/1RDR/9hhwH0A";

  /** 8 x 8 pixels of red, half transparent, but the first wholly. */
  static final String ALPHA_WEBP =
      "UklGRiYAAABXRUJQVlA4TBkAAAAvB8ABEA8Q8x8DGAwFaRsw/k13V0RE/wM9AA==";

  /** {@link #quarters}, then a dark frame. */
  static final String ANIMATED_WEBP =
      "UklGRqQAAABXRUJQVlA4WAoAAAACAAAACwAABwAAQU5JTQYAAAAAAAAAAABBTk1GRgAAAAAAAAAAAAsAAAcAADIAAAJW"
          + "UDhMLgAAAC8LwAEAHyAQSN4fOo35FxAU/B/d/EdkD0BNACQMJcER0XQ24NIMEf2PaT5YXwNBTk1GKgAAAAAAAAAA"
          + "AAsAAAcAADIAAABWUDhMEQAAAC8LwAEAB9CEJjSh/4GI6H8AAA==";

  /** {@link #quarters} with EXIF orientation 6. */
  static final String EXIF6_WEBP =
      "UklGRm4AAABXRUJQVlA4WAoAAAAIAAAACwAABwAAVlA4TC4AAAAvC8ABAB8gEEjeHzqN+RcQFPwf3fxHZA9AURsp0Jo8"
          + "AImowwG/1RDR/9hhwH0ARVhJRhoAAABNTQAqAAAACAABARIAAwAAAAEABgAAAAAAAA==";

  /** {@link #quarters} with EXIF orientation 6. */
  static final String EXIF6_PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAwAAAAICAIAAABChommAAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEABgAAAAAAANZn"
          + "S2kAAAAgSURBVHicY/zPgA4YMYSYMNRgAdRTxMjAgO6E/wPtJgDUSQULwzZeDwAAAABJRU5ErkJggg==";

  private TestPictures() {}

  static byte[] base64(String text) {
    return Base64.getDecoder().decode(text);
  }

  /** Red, green; blue, white. */
  static BufferedImage quarters(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    Color[] colors = {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};
    for (int i = 0; i < 4; i++) {
      graphics.setColor(colors[i]);
      graphics.fillRect(i % 2 * width / 2, i / 2 * height / 2, width - width / 2, height);
    }
    graphics.dispose();
    return image;
  }

  /** A PNG that differs from others by its number. */
  static byte[] png(int number) {
    BufferedImage image = quarters(16, 12);
    image.setRGB(0, 0, number);
    return encoded(image, "png");
  }

  static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** An interlaced PNG, or a progressive JPEG. */
  static byte[] progressive(BufferedImage image, String format) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    }
    writer.dispose();
    return out.toByteArray();
  }

  static byte[] animatedGif(BufferedImage... frames) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      for (BufferedImage frame : frames) {
        writer.writeToSequence(new IIOImage(frame, null, delayed(writer, frame)), null);
      }
      writer.endWriteSequence();
    }
    writer.dispose();
    return out.toByteArray();
  }

  private static IIOMetadata delayed(ImageWriter writer, BufferedImage frame) throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(frame), null);
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
    IIOMetadataNode control =
        (IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension").item(0);
    control.setAttribute("delayTime", "5");
    metadata.setFromTree(format, root);
    return metadata;
  }

  /** A JPEG with an EXIF segment that says how the camera was held. */
  static byte[] withExif(byte[] jpeg, int orientation) {
    byte[] exif = {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      1,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    byte[] result = new byte[jpeg.length + exif.length];
    System.arraycopy(jpeg, 0, result, 0, 2);
    System.arraycopy(exif, 0, result, 2, exif.length);
    System.arraycopy(jpeg, 2, result, 2 + exif.length, jpeg.length - 2);
    return result;
  }

  /** A bilevel PNG of zeros: few bytes, many pixels. */
  static byte[] blankPng(int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataOutputStream png = new DataOutputStream(out);
    png.writeLong(0x89504e470d0a1a0aL);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {1, 0, 0, 0, 0});
    chunk(png, "IHDR", header.toByteArray());
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(pixels)) {
      byte[] row = new byte[1 + (width + 7) / 8];
      for (int y = 0; y < height; y++) {
        deflated.write(row);
      }
    }
    chunk(png, "IDAT", pixels.toByteArray());
    chunk(png, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(DataOutputStream png, String name, byte[] content) throws IOException {
    byte[] type = name.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 checksum = new CRC32();
    checksum.update(type);
    checksum.update(content);
    png.writeInt(content.length);
    png.write(type);
    png.write(content);
    png.writeInt((int) checksum.getValue());
  }

  static byte[] gzipped(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
      packed.write(content);
    }
    return out.toByteArray();
  }
}
