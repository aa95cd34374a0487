package org.ptmrec.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.ClipSize;
import org.ptmrec.tensor.RandomStream;
import picocli.CommandLine.Option;

/** The CLIP that is measured: a model folder, or a size, which gets random weights. */
final class ClipOption {
  @Option(
      names = "--clip",
      paramLabel = "SIZE|FOLDER",
      description = "ViT-B/32, ViT-B/16, ViT-L/14 (random weights), or a model (${DEFAULT-VALUE})")
  private String clip = "ViT-B/32";

  /**
   * Makes or loads it.
   *
   * @throws UserErrorException if it is neither a size nor a model folder
   */
  Clip open() {
    ClipConfig size = ClipSize.named(clip).map(ClipSize::config).orElse(null);
    if (size != null) {
      return Clip.untrained(size, RandomStream.ofSeed(1));
    }
    if (!Files.isDirectory(Path.of(clip))) {
      throw new UserErrorException(
          "--clip %s: neither a folder nor one of the sizes %s"
              .formatted(clip, String.join(", ", ClipSize.names())));
    }
    return Clip.load(Path.of(clip));
  }
}
