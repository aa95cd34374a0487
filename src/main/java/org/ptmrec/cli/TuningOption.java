package org.ptmrec.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.transform.TunedEncoder;
import org.ptmrec.tune.EncoderTuning;
import picocli.CommandLine.Option;

/** A tuning that a pipeline has made. */
final class TuningOption {
  @Option(
      names = "--tuning",
      paramLabel = "ARTIFACT",
      description = "STORE/tune/FINGERPRINT of a pipeline that tuned this CLIP, or STORE/tune")
  private @Nullable String tuning;

  @Option(
      names = "--trial",
      paramLabel = "KEY",
      description = "Which of the artifact's trials, by the beginning of its key: VBPR-prompt")
  private String trial = "";

  /** The tuning at work on a CLIP of this configuration; empty if none is named. */
  Optional<EncoderTuning> restore(ClipConfig config) {
    return Optional.ofNullable(tuning)
        .map(artifact -> TunedEncoder.find(artifact, trial).restore(config));
  }
}
