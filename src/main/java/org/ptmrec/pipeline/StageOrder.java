package org.ptmrec.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An order in which every stage comes after the stages that it reads. */
final class StageOrder {
  private StageOrder() {}

  /**
   * Keeps the given order where inputs leave a choice.
   *
   * @throws IllegalStateException if stages read each other
   */
  static List<PipelineSpec.Step> sort(List<PipelineSpec.Step> steps) {
    List<PipelineSpec.Step> waiting = new ArrayList<>(steps);
    List<PipelineSpec.Step> sorted = new ArrayList<>();
    Set<String> done = new HashSet<>();
    while (!waiting.isEmpty()) {
      PipelineSpec.Step next =
          waiting.stream()
              .filter(step -> done.containsAll(step.inputs()))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("stages read each other: " + waiting));
      waiting.remove(next);
      sorted.add(next);
      done.add(next.name());
    }
    return sorted;
  }
}
