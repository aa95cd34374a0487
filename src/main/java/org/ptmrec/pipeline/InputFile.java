package org.ptmrec.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A file that a pipeline needs and where it can be had.
 *
 * @param path where it belongs, absolute
 * @param sha256 lower-case hexadecimal, if it is known
 */
public record InputFile(
    String url, String path, Optional<String> sha256, boolean allowPrivateAddresses) {

  /** The files of one entry of the block {@code fetch}: one, or several below an address. */
  static List<InputFile> of(Settings settings) {
    String url = settings.get(PipelineKeys.FETCH_URL);
    String path = settings.get(PipelineKeys.FETCH_TO);
    Map<String, Object> digests = settings.get(PipelineKeys.FETCH_SHA256);
    boolean allowPrivate = settings.get(PipelineKeys.FETCH_PRIVATE);
    List<String> names = settings.get(PipelineKeys.FETCH_FILES);
    if (names.isEmpty()) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      return List.of(new InputFile(url, path, digest(digests, name), allowPrivate));
    }
    List<InputFile> files = new ArrayList<>();
    for (String name : names) {
      files.add(
          new InputFile(
              url.replaceAll("/+$", "") + "/" + name,
              path + "/" + name,
              digest(digests, name),
              allowPrivate));
    }
    return files;
  }

  private static Optional<String> digest(Map<String, Object> digests, String name) {
    return Optional.ofNullable(digests.get(name))
        .map(digest -> digest.toString().toLowerCase(Locale.ROOT));
  }
}
