package org.ptmrec.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Part;
import org.ptmrec.artifact.StoredArtifact;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.WantedArtifact;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * An artifact of a pipeline, as commands name it: by its stage, which means the one that the
 * pipeline file wants or its pipeline made last, or by a fingerprint, whoever made it.
 */
final class NamedArtifact {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private PipelineFile file;

  @Parameters(
      index = "1",
      paramLabel = "STAGE[/FINGERPRINT]",
      description =
          "What the file wants of a stage, or else the last of its pipeline; or whichever begins so")
  private String name;

  /**
   * Finds it; says so where it is another one than the pipeline file wants.
   *
   * @throws UserErrorException if there is none
   */
  StoredArtifact find() {
    PipelineSpec pipeline = file.read();
    ArtifactStore store = PipelineFile.store(pipeline);
    int slash = name.indexOf('/');
    String stage = slash < 0 ? name : name.substring(0, slash);
    String start = slash < 0 ? "" : name.substring(slash + 1);
    Optional<Manifest> found =
        start.isEmpty() ? wanted(pipeline, store, stage, spec) : named(store, stage, start);
    return new StoredArtifact(
        store,
        found.orElseThrow(
            () ->
                new UserErrorException(
                    "pipeline %s has no artifact %s in %s; see ptmrec artifacts ls, and name one of another pipeline with STAGE/FINGERPRINT"
                        .formatted(pipeline.name(), name, store.root()))));
  }

  /** The artifact that a pipeline file means; what is to be known of it goes to standard error. */
  static Optional<Manifest> wanted(
      PipelineSpec pipeline, ArtifactStore store, String stage, CommandSpec command) {
    Optional<WantedArtifact> wanted = WantedArtifact.find(pipeline, store, stage);
    wanted
        .map(WantedArtifact::remark)
        .filter(remark -> !remark.isEmpty())
        .ifPresent(command.commandLine().getErr()::println);
    return wanted.map(WantedArtifact::manifest);
  }

  private static Optional<Manifest> named(ArtifactStore store, String stage, String start) {
    return store.manifests(stage).stream()
        .filter(manifest -> manifest.fingerprint().startsWith(start))
        .reduce((older, newer) -> newer);
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
