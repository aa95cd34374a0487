package org.ptmrec.ingest;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.apache.beam.sdk.io.FileSystems;
import org.ptmrec.artifact.UserErrorException;

/**
 * A text file of one record a line, on any of Beam's file systems, gzipped where its name says so.
 */
final class SourceFile {
  /** More than any real record; a file without line ends is not read into memory. */
  private static final int LONGEST_LINE = 4 << 20;

  private static final long BYTES_A_PARTITION = 16 << 20;
  private static final int MOST_PARTITIONS = 256;

  private final String file;

  SourceFile(String file) {
    this.file = file;
  }

  /**
   * Into how many parts its records are to be divided, so that one of them fits into memory several
   * times over.
   */
  static int partitions(String file) {
    try {
      long bytes = FileSystems.matchSingleFileSpec(file).sizeBytes();
      long unpacked = file.endsWith(".gz") ? 5 * bytes : bytes;
      return (int) Math.min(MOST_PARTITIONS, 1 + unpacked / BYTES_A_PARTITION);
    } catch (FileNotFoundException e) {
      throw new UserErrorException("no file " + file, e);
    } catch (IOException e) {
      throw new UserErrorException(file + ": cannot be read: " + e, e);
    }
  }

  /** What reads a line; the number counts from 1. */
  interface LineReader {
    void accept(String line, long number);
  }

  /**
   * @throws UserErrorException naming the file, and the line where one is at fault; also if there
   *     is no line
   */
  void forEachLine(LineReader reader) {
    long number = 0;
    try (BufferedReader lines = open()) {
      for (String line = readLine(lines, 1); line != null; line = readLine(lines, number + 1)) {
        number++;
        if (number == 1 && line.startsWith("\ufeff")) {
          line = line.substring(1);
        }
        reader.accept(line, number);
      }
      if (number == 0) {
        throw new UserErrorException(file + ": empty");
      }
    } catch (CharacterCodingException e) {
      throw new UserErrorException(
          file + ": not UTF-8 after line " + number + "; convert the file to UTF-8", e);
    } catch (FileNotFoundException e) {
      throw new UserErrorException("no file " + file, e);
    } catch (IOException e) {
      throw new UserErrorException(file + ": cannot be read after line " + number + ": " + e, e);
    }
  }

  /** Its bytes as they are. */
  InputStream openBytes() throws IOException {
    return Channels.newInputStream(
        FileSystems.open(FileSystems.matchSingleFileSpec(file).resourceId()));
  }

  private BufferedReader open() throws IOException {
    InputStream bytes = openBytes();
    InputStream text = file.endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
    return new BufferedReader(
        new InputStreamReader(
            text,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)),
        1 << 16);
  }

  private @org.jspecify.annotations.Nullable String readLine(BufferedReader reader, long number)
      throws IOException {
    StringBuilder line = new StringBuilder();
    int c = reader.read();
    if (c < 0) {
      return null;
    }
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      line.append((char) c);
      if (line.length() > LONGEST_LINE) {
        throw malformed(number, "a line of more than 4 MiB", "one record a line");
      }
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  /** An error at a line: what was found there and what belongs there. */
  UserErrorException malformed(long number, String found, String expected) {
    return new UserErrorException(
        file + ":" + number + ": found " + found + ", expected " + expected);
  }

  @Override
  public String toString() {
    return file;
  }
}
