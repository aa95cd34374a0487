package org.ptmrec.download;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.Digests;
import org.ptmrec.artifact.Json;

/**
 * A file that is being downloaded: {@code NAME.part} beside its place, and {@code NAME.part.json}
 * with what lets its download be continued.
 */
final class PartialFile {
  private final Path target;
  private final Path part;
  private final Path note;

  PartialFile(Path target) {
    this.target = target;
    this.part = target.resolveSibling(target.getFileName() + ".part");
    this.note = target.resolveSibling(target.getFileName() + ".part.json");
  }

  /**
   * Where the bytes are from.
   *
   * @param validator strong ETag or Last-Modified, for If-Range
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Origin(String url, @Nullable String validator) {}

  /** How many bytes are there that a request for this URL may go on from. */
  long resumableBytes(String url) throws IOException {
    Origin origin = origin();
    return origin != null
            && url.equals(origin.url())
            && origin.validator() != null
            && Files.exists(part)
        ? Files.size(part)
        : 0;
  }

  @Nullable Origin origin() throws IOException {
    if (!Files.exists(note)) {
      return null;
    }
    try {
      return Json.read(Files.readAllBytes(note), Origin.class);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return null; // damaged: the download starts anew
    }
  }

  /** Opens the part for appending after its first bytes; what comes after them is dropped. */
  FileChannel open(Origin origin, long keep) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (keep == 0) {
      Files.deleteIfExists(part); // before the note says that what is there is of this origin
    }
    Files.write(note, Json.pretty(origin).getBytes(StandardCharsets.UTF_8));
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(keep);
    channel.position(keep);
    return channel;
  }

  String sha256() throws IOException {
    try (var in = Files.newInputStream(part)) {
      return Digests.sha256(in);
    }
  }

  /** Puts the whole file in its place. */
  void publish() throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(note);
  }

  /** Forgets what is there. */
  void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(note);
  }
}
