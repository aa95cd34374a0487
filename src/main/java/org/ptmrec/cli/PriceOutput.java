package org.ptmrec.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.StagePlan;
import org.ptmrec.price.DatasetSize;
import org.ptmrec.price.PipelinePrice;
import org.ptmrec.price.StagePrice;
import org.ptmrec.price.ThisMachine;
import org.ptmrec.stage.IngestStage;
import org.ptmrec.tensor.Processor;
import picocli.CommandLine;

/** Prints what a pipeline will take, stage by stage and in total. */
final class PriceOutput {
  private static final String FRESH = "it is fresh";
  private static final String UNPLANNED = "UNKNOWN";
  private static final double DAY = 86_400;
  private static final double YEAR = 365.25 * DAY;

  private final PipelineSpec pipeline;
  private final ArtifactStore store;
  private final Optional<Integer> epochs;
  private final PrintWriter out;
  private final PrintWriter err;

  PriceOutput(
      PipelineSpec pipeline,
      ArtifactStore store,
      Optional<Integer> epochs,
      CommandLine commandLine) {
    this.pipeline = pipeline;
    this.store = store;
    this.epochs = epochs;
    this.out = commandLine.getOut();
    this.err = commandLine.getErr();
  }

  /**
   * Measures and prints.
   *
   * @param plans of all stages, or of none where no plan could be made
   */
  void print(List<StagePlan> plans, boolean asJson) {
    Map<String, StagePlan> byStage = new TreeMap<>();
    plans.forEach(plan -> byStage.put(plan.stage(), plan));
    Optional<Manifest> ingest =
        Optional.ofNullable(byStage.get(IngestStage.NAME))
            .filter(StagePlan::isFresh)
            .map(plan -> plan.inspection().manifest());
    DatasetSize size = DatasetSize.of(pipeline, store, ingest);
    PipelinePrice prices =
        new PipelinePrice(
            pipeline, store, size, new ThisMachine(this::tell), epochs.orElse(Integer.MAX_VALUE));
    Map<StagePrice, String> states = new LinkedHashMap<>();
    for (PipelineSpec.Step step : pipeline.steps()) {
      Optional<StagePlan> plan = Optional.ofNullable(byStage.get(step.name()));
      states.put(
          plan.filter(StagePlan::isFresh)
              .map(PriceOutput::nothing)
              .orElseGet(() -> prices.of(step)),
          plan.map(known -> known.state().name()).orElse(UNPLANNED));
    }
    if (asJson) {
      json(states, size);
    } else {
      table(states, size);
    }
  }

  private void tell(String what) {
    err.println(what + " ...");
    err.flush();
  }

  private static StagePrice nothing(StagePlan fresh) {
    return new StagePrice(
        fresh.stage(),
        OptionalDouble.of(0),
        OptionalLong.empty(),
        OptionalLong.of(fresh.inspection().manifest().size()),
        FRESH);
  }

  private static StagePrice total(Map<StagePrice, String> states) {
    return new StagePrice(
        "total",
        OptionalDouble.of(
            states.keySet().stream().mapToDouble(price -> price.seconds().orElse(0)).sum()),
        states.keySet().stream().flatMapToLong(price -> price.memory().stream()).max(),
        OptionalLong.of(
            states.keySet().stream().mapToLong(price -> price.artifact().orElse(0)).sum()),
        "");
  }

  private void json(Map<StagePrice, String> states, DatasetSize size) {
    states.forEach(
        (price, state) -> {
          Map<String, Object> line = new LinkedHashMap<>();
          line.put("stage", price.stage());
          line.put("state", state);
          line.putAll(price.asMap());
          out.println(Json.ordered(line));
        });
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("pipeline", pipeline.name());
    line.put("users", size.users());
    line.put("items", size.items());
    line.put("interactions", size.interactions());
    line.putAll(total(states).asMap());
    line.put("basis", machine());
    out.println(Json.ordered(line));
  }

  private void table(Map<StagePrice, String> states, DatasetSize size) {
    TextTable table =
        new TextTable(List.of("stage", "state", "time", "memory", "artifact", "predicted from"));
    states.forEach((price, state) -> table.add(row(price, state)));
    table.add(row(total(states), ""));
    out.print(table);
    out.printf(
        Locale.ROOT,
        "%n%,d users, %,d items, %,d interactions, %s.%n",
        size.users(),
        size.items(),
        size.interactions(),
        size.source());
    out.println("Time: " + machine() + "; trials side by side share it.");
    out.println(
        epochs.isPresent()
            ? "Trials are taken to stop after at most %d epochs.".formatted(epochs.get())
            : "Trials are taken to need all epochs; --epochs N prices those that stop early.");
    out.println("Memory: tensors of one worker, beside the JVM's heap.");
  }

  private static String machine() {
    return "this machine, %s, %d processors"
        .formatted(Processor.name(), Runtime.getRuntime().availableProcessors());
  }

  private static List<String> row(StagePrice price, String state) {
    return List.of(
        price.stage(),
        state,
        price.seconds().isPresent() ? time(price.seconds().getAsDouble()) : "?",
        price.memory().isPresent() ? ProgressText.size(price.memory().getAsLong()) : "",
        price.artifact().isPresent() ? ProgressText.size(price.artifact().getAsLong()) : "?",
        price.basis());
  }

  /** As coarse as a prediction is. */
  static String time(double seconds) {
    if (seconds >= 2 * YEAR) {
      return String.format(Locale.ROOT, "%,.0f years", seconds / YEAR);
    }
    if (seconds >= 2 * DAY) {
      return String.format(Locale.ROOT, "%,.0f days", seconds / DAY);
    }
    return ProgressText.duration(Duration.ofMillis(Math.round(seconds * 1000)));
  }
}
