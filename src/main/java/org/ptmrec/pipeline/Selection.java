package org.ptmrec.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Progress;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.stage.Rerun;
import org.ptmrec.stage.Stage;

/**
 * Which stages a run may execute; the others must be fresh if they are needed.
 *
 * @param forced stages that run although they are fresh
 * @param retriedReasons failures that are tried again in stages that are fresh otherwise
 */
public record Selection(
    Optional<String> only,
    Optional<String> from,
    Optional<String> to,
    Set<String> forced,
    Set<String> retriedReasons) {
  private static final String FAILED = Progress.NAMESPACE + "/" + Progress.FAILED_PREFIX;

  /** Everything, nothing forced. */
  public static final Selection ALL =
      new Selection(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());

  /** Without trying failures again. */
  public Selection(
      Optional<String> only, Optional<String> from, Optional<String> to, Set<String> forced) {
    this(only, from, to, forced, Set.of());
  }

  /**
   * @throws UserErrorException naming a stage that the pipeline does not have, or that this
   *     selection asks for and leaves out
   */
  void check(PipelineSpec pipeline) {
    List<String> names = pipeline.steps().stream().map(PipelineSpec.Step::name).toList();
    Stream.of(only.stream(), from.stream(), to.stream(), forced.stream())
        .flatMap(s -> s)
        .filter(name -> !names.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new UserErrorException(
                  pipeline.file() + " has no stage '" + name + "'" + Suggestion.of(name, names));
            });
    if (only.isPresent() && (from.isPresent() || to.isPresent())) {
      throw new UserErrorException("--only is one stage; leave it out, or --from and --to");
    }
    List<String> selected = of(pipeline);
    if (selected.isEmpty()) {
      throw new UserErrorException(
          "--from %s comes after --to %s; the order is %s"
              .formatted(from.orElse(""), to.orElse(""), String.join(", ", names)));
    }
    forced.stream()
        .filter(name -> !selected.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new UserErrorException(
                  "--force %s: that stage is not among those to run, %s"
                      .formatted(name, String.join(", ", selected)));
            });
  }

  /** Why a stage is to run although its artifact is as wanted; empty if it is not. */
  Optional<String> whyAgain(Stage stage, Manifest manifest) {
    if (forced.contains(stage.name())) {
      return Optional.of("forced");
    }
    long failures =
        stage.retriesFailures()
            ? retriedReasons.stream()
                .mapToLong(reason -> manifest.counters().getOrDefault(FAILED + reason, 0L))
                .sum()
            : 0;
    return failures == 0 ? Optional.empty() : Optional.of(failures + " failures to try again");
  }

  /** What a stage is told of its earlier artifact. */
  Rerun rerun(String stage, Optional<Manifest> previous) {
    return new Rerun(previous, forced.contains(stage), retriedReasons);
  }

  /** The names of the stages that may run, in order. */
  List<String> of(PipelineSpec pipeline) {
    List<String> names = pipeline.steps().stream().map(PipelineSpec.Step::name).toList();
    if (only.isPresent()) {
      return List.of(only.get());
    }
    int first = from.map(names::indexOf).orElse(0);
    int last = to.map(names::indexOf).orElse(names.size() - 1);
    return first <= last ? names.subList(first, last + 1) : List.of();
  }
}
