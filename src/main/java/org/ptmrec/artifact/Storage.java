package org.ptmrec.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The few file operations that a store needs, on a local disk or on whatever Beam's file systems
 * reach. Paths are absolute.
 */
public interface Storage {
  /** The storage that holds a path: an absolute local path or a URI. */
  static Storage of(String path) {
    return isUri(path) ? BeamStorage.INSTANCE : LocalStorage.INSTANCE;
  }

  /**
   * What a person wrote, with a {@code file:} URI as the path that it is: Beam would take it for a
   * relative one.
   *
   * @throws UserErrorException if a {@code file:} URI names no local path
   */
  static String ofText(String written) {
    if (!written.startsWith("file:")) {
      return written;
    }
    try {
      return Path.of(URI.create(written)).toString();
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(
          written + " names no file here; write file:///folder/file, or the path alone", e);
    }
  }

  /**
   * What a person typed where they are, as a path that this class takes.
   *
   * @throws UserErrorException as {@link #ofText}
   */
  static String absolute(String typed) {
    String path = ofText(typed);
    return isUri(path) ? path : Path.of(path).toAbsolutePath().normalize().toString();
  }

  /** Whether a path names its scheme. */
  static boolean isUri(String path) {
    return path.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*");
  }

  InputStream open(String path) throws IOException;

  /**
   * Creates or replaces a file and the folders above it. When {@code close} returns, the content is
   * on the disk.
   */
  OutputStream create(String path) throws IOException;

  /** Creates or replaces a file so that a reader sees the old content or the new. */
  void replace(String path, byte[] content) throws IOException;

  /** Size and time of a file; empty if there is none. */
  Optional<Stat> stat(String path) throws IOException;

  /** All files below a folder, sorted; none if there is no such folder. */
  List<String> list(String folder) throws IOException;

  /**
   * Moves files into a folder that becomes visible as a whole.
   *
   * @param parts where each file is now, by the name it gets
   * @param manifest content of the file that makes the folder an artifact; comes last
   * @param staging a folder beside the sources for what has to be prepared
   * @return false if another artifact stands at the target; then that one is untouched
   */
  boolean publish(Map<String, String> parts, byte[] manifest, String staging, String target)
      throws IOException;

  /** Deletes a file; fine if there is none. */
  void delete(String path) throws IOException;

  /** Deletes a folder with all that is below it, the manifest first; fine if there is none. */
  void deleteFolder(String folder) throws IOException;

  default byte[] read(String path) throws IOException {
    try (InputStream in = open(path)) {
      return in.readAllBytes();
    }
  }

  /**
   * What tells whether a file has changed.
   *
   * @param modified in a unit of the file system's own
   */
  record Stat(long size, long modified) {}
}
