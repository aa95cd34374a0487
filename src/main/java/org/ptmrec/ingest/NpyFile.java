package org.ptmrec.ingest;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.ptmrec.artifact.UserErrorException;

/**
 * NumPy's array files, versions 1 to 3: a matrix of 32- or 64-bit floats, little-endian, row by
 * row. Rows are read one at a time.
 */
final class NpyFile implements AutoCloseable {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final int WIDEST_ROW = 1 << 20;
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'<f([48])'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*False");
  private static final Pattern SHAPE =
      Pattern.compile("'shape':\\s*\\(([0-9]{1,9}),\\s*([0-9]{1,9}),?\\s*\\)");

  private final String file;
  private final DataInputStream in;
  private int rows;
  private int columns;
  private int bytesPerNumber;
  private int rowsRead;

  private NpyFile(String file, DataInputStream in) {
    this.file = file;
    this.in = in;
  }

  /**
   * Reads the header.
   *
   * @throws UserErrorException if this is no file of this kind
   */
  static NpyFile open(String file) {
    try {
      NpyFile npy =
          new NpyFile(
              file,
              new DataInputStream(
                  new BufferedInputStream(
                      Channels.newInputStream(
                          FileSystems.open(FileSystems.matchSingleFileSpec(file).resourceId())),
                      1 << 16)));
      try {
        npy.readHeader();
        return npy;
      } catch (IOException | RuntimeException e) {
        npy.close();
        throw e;
      }
    } catch (FileNotFoundException e) {
      throw new UserErrorException("no file " + file, e);
    } catch (IOException e) {
      throw new UserErrorException(file + ": cannot be read: " + e, e);
    }
  }

  private void readHeader() throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !ByteBuffer.wrap(start, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw new UserErrorException(file + ": no .npy file; write it with numpy.save");
    }
    boolean isFirstVersion = start[MAGIC.length] == 1;
    ByteBuffer size = ByteBuffer.wrap(in.readNBytes(isFirstVersion ? 2 : 4));
    size.order(ByteOrder.LITTLE_ENDIAN);
    boolean isWhole = size.remaining() == (isFirstVersion ? 2 : 4);
    int length = !isWhole ? -1 : isFirstVersion ? size.getShort() & 0xffff : size.getInt();
    if (length < 0 || length > LONGEST_HEADER) {
      throw new UserErrorException(file + ": its header is damaged; write it again");
    }
    String header = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    Matcher type = TYPE.matcher(header);
    Matcher shape = SHAPE.matcher(header);
    if (!type.find() || !ORDER.matcher(header).find() || !shape.find()) {
      throw new UserErrorException(
          String.format(
              "%s: found %s, expected a matrix of float32 or float64 in C order; write it with"
                  + " numpy.save(file, numpy.ascontiguousarray(x, dtype='<f4'))",
              file, Fields.excerpt(header.strip())));
    }
    bytesPerNumber = Integer.parseInt(type.group(1));
    rows = Integer.parseInt(shape.group(1));
    columns = Integer.parseInt(shape.group(2));
    if (columns > WIDEST_ROW) {
      throw new UserErrorException(file + ": rows of " + columns + " numbers are too wide");
    }
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /**
   * The next row.
   *
   * @throws UserErrorException if the file ends before it, or it holds a number that is not finite
   */
  float[] nextRow() {
    try {
      byte[] bytes = new byte[columns * bytesPerNumber];
      in.readFully(bytes);
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      float[] row = new float[columns];
      for (int i = 0; i < columns; i++) {
        row[i] = bytesPerNumber == Float.BYTES ? buffer.getFloat() : (float) buffer.getDouble();
        if (!Float.isFinite(row[i])) {
          throw new UserErrorException(
              file + ": row " + rowsRead + " holds " + row[i] + "; features must be finite");
        }
      }
      rowsRead++;
      return row;
    } catch (EOFException e) {
      throw new UserErrorException(
          file + ": ends after " + rowsRead + " of " + rows + " rows; copy it again", e);
    } catch (IOException e) {
      throw new UserErrorException(file + ": cannot be read: " + e, e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
