package org.ptmrec.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Part;
import org.ptmrec.artifact.UserErrorException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** An artifact of a pipeline, as commands name it. */
final class NamedArtifact {
  @Mixin private PipelineFile file;

  @Parameters(index = "1", paramLabel = "STAGE[/FINGERPRINT]", description = "Which artifact")
  private String name;

  ArtifactStore store() {
    return PipelineFile.store(file.read());
  }

  /**
   * The last artifact of a stage, or the one whose fingerprint begins as given.
   *
   * @throws UserErrorException if there is none
   */
  Manifest find(ArtifactStore store) {
    int slash = name.indexOf('/');
    String stage = slash < 0 ? name : name.substring(0, slash);
    String start = slash < 0 ? "" : name.substring(slash + 1);
    return store.manifests(stage).stream()
        .filter(manifest -> manifest.fingerprint().startsWith(start))
        .reduce((older, newer) -> newer)
        .orElseThrow(
            () ->
                new UserErrorException(
                    "there is no artifact %s in %s; see ptmrec artifacts ls"
                        .formatted(name, store.root())));
  }

  /**
   * The outputs that have records: one, or all.
   *
   * @throws UserErrorException if there is no such output, or none at all
   */
  static List<String> outputs(Manifest manifest, @Nullable String wanted) {
    List<String> outputs =
        manifest.parts().stream()
            .filter(part -> part.name().endsWith(".avro"))
            .map(Part::output)
            .distinct()
            .toList();
    if (outputs.isEmpty()) {
      throw new UserErrorException(
          manifest.stage() + " has no records but files; see ptmrec artifacts show");
    }
    if (wanted == null) {
      return outputs;
    }
    if (!outputs.contains(wanted)) {
      throw new UserErrorException(
          String.format(
              Locale.ROOT,
              "%s has no output '%s'; it has %s",
              manifest.stage(),
              wanted,
              String.join(", ", outputs)));
    }
    return List.of(wanted);
  }
}
