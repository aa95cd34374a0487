package org.ptmrec.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.pipeline.PipelineReader;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.WantedArtifact;
import org.ptmrec.stage.Stages;
import org.ptmrec.stage.TuneStage;
import org.ptmrec.transform.TunedEncoder;
import org.ptmrec.tune.EncoderTuning;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A tuning that a pipeline has made. */
final class TuningOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--tuning",
      paramLabel = "FILE|ARTIFACT",
      description =
          "The pipeline file that tuned this CLIP, STORE/tune/FINGERPRINT, or STORE/tune for what"
              + " any pipeline tuned last")
  private @Nullable String tuning;

  @Option(
      names = "--trial",
      paramLabel = "KEY",
      description = "Which of the artifact's trials, by the beginning of its key: VBPR-prompt")
  private String trial = "";

  /** The tuning at work on a CLIP of this configuration; empty if none is named. */
  Optional<EncoderTuning> restore(ClipConfig config) {
    return Optional.ofNullable(tuning).map(named -> restore(named, config));
  }

  private EncoderTuning restore(String named, ClipConfig config) {
    boolean isPipeline = Files.isRegularFile(Path.of(named));
    return TunedEncoder.find(isPipeline ? ofPipeline(named) : named, trial, this::tell)
        .restore(config);
  }

  /** Several pipelines may have tuned encoders of one width. */
  private void tell(Manifest artifact) {
    spec.commandLine().getErr().println("tuned by " + WantedArtifact.describe(artifact));
  }

  /** {@code STORE/tune/FINGERPRINT} of what a pipeline file wants. */
  private String ofPipeline(String file) {
    PipelineSpec pipeline = PipelineReader.read(file, List.of(), Stages.all());
    ArtifactStore store = PipelineFile.store(pipeline);
    Manifest manifest =
        NamedArtifact.wanted(pipeline, store, TuneStage.NAME, spec)
            .orElseThrow(
                () ->
                    new UserErrorException(
                        "--tuning %s: pipeline %s has no artifact of the stage tune in %s; run it first"
                            .formatted(file, pipeline.name(), store.root())));
    return store.folder(manifest.stage(), manifest.fingerprint());
  }
}
