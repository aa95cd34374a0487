package org.ptmrec.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ptmrec.artifact.UserErrorException;

/**
 * Which stages a run may execute; the others must be fresh if they are needed.
 *
 * @param forced stages that run although they are fresh
 */
public record Selection(
    Optional<String> only, Optional<String> from, Optional<String> to, Set<String> forced) {
  /** Everything, nothing forced. */
  public static final Selection ALL =
      new Selection(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());

  /**
   * @throws UserErrorException naming a stage that the pipeline does not have
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
