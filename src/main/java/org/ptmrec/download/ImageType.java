package org.ptmrec.download;

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
}
