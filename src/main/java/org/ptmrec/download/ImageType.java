package org.ptmrec.download;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Picture formats by their first bytes; what a server says of them is not believed. */
enum ImageType {
  JPEG("image/jpeg", "jpeg"),
  PNG("image/png", "png"),
  GIF("image/gif", "gif"),
  WEBP("image/webp", "webp"),
  BMP("image/bmp", "bmp");

  private final String mediaType;
  private final String readerFormat;

  ImageType(String mediaType, String readerFormat) {
    this.mediaType = mediaType;
    this.readerFormat = readerFormat;
  }

  String mediaType() {
    return mediaType;
  }

  /** The name under which ImageIO knows it. */
  String readerFormat() {
    return readerFormat;
  }

  static @Nullable ImageType of(byte[] b) {
    if (b.length < 12) {
      return null;
    }
    if ((b[0] & 0xff) == 0xff && (b[1] & 0xff) == 0xd8 && (b[2] & 0xff) == 0xff) {
      return JPEG;
    }
    if ((b[0] & 0xff) == 0x89 && b[1] == 'P' && b[2] == 'N' && b[3] == 'G') {
      return PNG;
    }
    if (b[0] == 'G' && b[1] == 'I' && b[2] == 'F' && b[3] == '8') {
      return GIF;
    }
    if (b[0] == 'R' && b[1] == 'I' && b[2] == 'F' && b[3] == 'F' && b[8] == 'W' && b[9] == 'E') {
      return WEBP;
    }
    return b[0] == 'B' && b[1] == 'M' ? BMP : null;
  }

  /** The name of a picture format that is recognised but not decoded; null if it is none. */
  static @Nullable String unsupported(byte[] b) {
    String start = new String(b, 0, Math.min(b.length, 1024), StandardCharsets.ISO_8859_1);
    if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
      return "TIFF";
    }
    if (start.startsWith("ftyp", 4)) {
      return start.startsWith("avi", 8) ? "AVIF" : "HEIF";
    }
    if (start.startsWith("\u00ff\n") || start.startsWith("\0\0\0\u000cJXL ")) {
      return "JPEG XL";
    }
    return start.contains("<svg") ? "SVG" : null;
  }
}
