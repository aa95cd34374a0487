package org.ptmrec.download;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds a chunk in the containers of PNG and WebP. */
final class PictureChunks {
  private static final int PNG_HEADER = 8;
  private static final int RIFF_HEADER = 12;

  private PictureChunks() {}

  /** Its content; empty if there is none. */
  static byte[] ofPng(byte[] content, String name) {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    for (int at = PNG_HEADER; at >= 0 && at + 8 <= content.length; ) {
      int length = buffer.getInt(at);
      if (isNamed(content, at + 4, name)) {
        return part(content, at + 8, length);
      }
      at = next(at, 12L, length); // length, name and checksum
    }
    return new byte[0];
  }

  /** Its content; empty if there is none. */
  static byte[] ofWebp(byte[] content, String name) {
    ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = RIFF_HEADER; at >= 0 && at + 8 <= content.length; ) {
      int length = buffer.getInt(at + 4);
      if (isNamed(content, at, name)) {
        return part(content, at + 8, length);
      }
      at = next(at, 8L + (length & 1), length); // name, length and padding
    }
    return new byte[0];
  }

  /** Negative where lengths make no sense. */
  private static int next(int at, long overhead, int length) {
    long next = at + overhead + length;
    return length < 0 || next > Integer.MAX_VALUE ? -1 : (int) next;
  }

  private static boolean isNamed(byte[] content, int at, String name) {
    return new String(content, at, 4, StandardCharsets.ISO_8859_1).equals(name);
  }

  private static byte[] part(byte[] content, int from, int length) {
    return length < 0 || length > content.length - from
        ? new byte[0]
        : Arrays.copyOfRange(content, from, from + length);
  }
}
