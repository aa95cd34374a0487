package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.bench.SyntheticData;
import org.ptmrec.bench.TrainBench;
import org.ptmrec.recommend.Recommenders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec bench train}: how fast recommenders train on this machine. */
@Command(
    name = "train",
    description =
        "Times stage one on synthetic data: a step of 2048 rows, an epoch, making the graphs,"
            + " evaluating all users. Default sizes are those of Amazon Baby.",
    mixinStandardHelpOptions = true)
final class BenchTrainCommand implements Callable<Integer> {
  private static final String ALL = "all";

  @Spec private CommandSpec spec;

  @Option(names = "--recommender", description = "A name, or all (${DEFAULT-VALUE})")
  private String recommender = ALL;

  @Option(names = "--users", description = "Users (${DEFAULT-VALUE})")
  private int users = SyntheticData.BABY.users();

  @Option(names = "--items", description = "Items (${DEFAULT-VALUE})")
  private int items = SyntheticData.BABY.items();

  @Option(names = "--interactions", description = "Training rows (${DEFAULT-VALUE})")
  private int interactions = SyntheticData.BABY.interactions();

  @Option(
      names = "--features",
      description = "Width of the image and of the text embeddings (${DEFAULT-VALUE})")
  private int features = SyntheticData.BABY.width();

  @Option(names = "--scale", description = "Multiplies users, items and interactions")
  private int scale = 1;

  @Option(names = "--epochs", description = "Epochs that are timed (${DEFAULT-VALUE})")
  private int epochs = 2;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A hyper-parameter; with one --recommender only")
  private Map<String, Double> hyperparameters = new LinkedHashMap<>();

  @Option(names = "--json", description = "Print one JSON object a recommender")
  private boolean json;

  @Override
  public Integer call() {
    boolean isAll = recommender.equalsIgnoreCase(ALL);
    if (isAll && !hyperparameters.isEmpty()) {
      throw new UserErrorException("--set needs one --recommender, of " + Recommenders.names());
    }
    List<String> names =
        isAll ? Recommenders.names() : List.of(Recommenders.named(recommender).name());
    PrintWriter out = spec.commandLine().getOut();
    TrainBench bench = bench();
    if (!json) {
      out.printf(
          "%-10s %9s %9s %9s %10s %9s%n",
          "", "ms/step", "s/epoch", "s/graphs", "s/evaluate", "peak MiB");
    }
    for (String name : names) {
      print(out, bench.measure(name, hyperparameters));
    }
    return ExitCode.OK;
  }

  private TrainBench bench() {
    try {
      SyntheticData size = new SyntheticData(users, items, interactions, features);
      return new TrainBench(size.scaled(scale), epochs);
    } catch (IllegalArgumentException e) {
      throw new UserErrorException("nothing to measure: " + e.getMessage(), e);
    }
  }

  private void print(PrintWriter out, TrainBench.Result result) {
    if (json) {
      out.println(Json.ordered(object(result)));
    } else {
      out.printf(
          "%-10s %9.2f %9.2f %9.2f %10.2f %9d%n",
          result.recommender(),
          result.stepMillis(),
          result.epochSeconds(),
          result.graphSeconds(),
          result.evaluateSeconds(),
          result.peakRssMiB());
    }
    out.flush();
  }

  private static Map<String, Object> object(TrainBench.Result result) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("recommender", result.recommender());
    object.put("stepMillis", result.stepMillis());
    object.put("epochSeconds", result.epochSeconds());
    object.put("graphSeconds", result.graphSeconds());
    object.put("evaluateSeconds", result.evaluateSeconds());
    object.put("peakRssMiB", result.peakRssMiB());
    object.put("tensorBytes", result.tensorBytes());
    object.put("savedBytes", result.savedBytes());
    object.put("steps", result.steps());
    object.put("hyperparameters", result.hyperparameters());
    return object;
  }
}
