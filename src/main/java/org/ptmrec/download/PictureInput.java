package org.ptmrec.download;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Bytes for ImageIO's readers that may not be read past their end for long: some readers take what
 * is missing for zeros and make a few hostile bytes into half a minute of work.
 */
final class PictureInput extends ImageInputStreamImpl {
  /** Readers look a little ahead. */
  private static final int MOST_ENDS = 64;

  private final byte[] content;
  private int ends;

  PictureInput(byte[] content) {
    this.content = content;
  }

  @Override
  public int read() throws IOException {
    bitOffset = 0;
    if (streamPos >= content.length) {
      return end();
    }
    return content[(int) streamPos++] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= content.length) {
      return end();
    }
    int n = (int) Math.min(length, content.length - streamPos);
    System.arraycopy(content, (int) streamPos, buffer, offset, n);
    streamPos += n;
    return n;
  }

  private int end() throws IOException {
    if (++ends > MOST_ENDS) {
      throw new IOException("the file ends too early");
    }
    return -1;
  }

  @Override
  public long length() {
    return content.length;
  }
}
