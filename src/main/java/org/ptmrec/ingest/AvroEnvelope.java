package org.ptmrec.ingest;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The structure of an Avro container file, gone through before its content is read: lengths that
 * make no sense would have the Avro library allocate whatever they say.
 */
final class AvroEnvelope {
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final int SYNC = 16;
  private static final long LONGEST_BLOCK = 256L << 20;
  private static final long LONGEST_HEADER_VALUE = 16L << 20;

  private final InputStream in;

  private AvroEnvelope(InputStream in) {
    this.in = in;
  }

  /**
   * @throws IOException if this is no such file, or not a whole one
   */
  static void check(InputStream file) throws IOException {
    new AvroEnvelope(new BufferedInputStream(file, 1 << 16)).check();
  }

  private void check() throws IOException {
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new IOException("it does not begin as an Avro container file");
    }
    for (long entries = varint(); entries != 0; entries = varint()) {
      if (entries < 0) {
        varint(); // the entries' size in bytes
      }
      for (long i = 0; i < Math.abs(entries); i++) {
        skip(bounded(varint(), LONGEST_HEADER_VALUE));
        skip(bounded(varint(), LONGEST_HEADER_VALUE));
      }
    }
    byte[] sync = in.readNBytes(SYNC);
    for (int first = in.read(); first >= 0; first = in.read()) {
      bounded(varint(first), Long.MAX_VALUE); // records
      skip(bounded(varint(), LONGEST_BLOCK));
      if (!Arrays.equals(in.readNBytes(SYNC), sync)) {
        throw new IOException("a block does not end where it should");
      }
    }
  }

  private static long bounded(long length, long most) throws IOException {
    if (length < 0 || length > most) {
      throw new IOException("a length of " + length + " bytes");
    }
    return length;
  }

  private void skip(long bytes) throws IOException {
    try {
      in.skipNBytes(bytes);
    } catch (EOFException e) {
      throw new IOException("it ends too early", e);
    }
  }

  private long varint() throws IOException {
    return varint(in.read());
  }

  /** Seven bits a byte, the lowest first; zig-zag. */
  private long varint(int first) throws IOException {
    long value = 0;
    int next = first;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (next < 0) {
        throw new IOException("it ends too early");
      }
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value >>> 1 ^ -(value & 1);
      }
      next = in.read();
    }
    throw new IOException("a number of more than 64 bits");
  }
}
