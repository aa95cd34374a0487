package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.bench.GraphBench;
import org.ptmrec.bench.SyntheticData;
import org.ptmrec.recommend.TrainingData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec bench graph}: graphs and rankings without training. */
@Command(
    name = "graph",
    description =
        "Times the user-item graph times embeddings beside the rate at which this machine"
            + " copies memory, the graph of nearest items, and the ranking of all items for all"
            + " users.",
    mixinStandardHelpOptions = true)
final class BenchGraphCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--users", description = "Users of graph and ranking (${DEFAULT-VALUE})")
  private int users = SyntheticData.BABY.users();

  @Option(names = "--items", description = "Items of graph and ranking (${DEFAULT-VALUE})")
  private int items = SyntheticData.BABY.items();

  @Option(names = "--interactions", description = "Edges of the graph (${DEFAULT-VALUE})")
  private int interactions = SyntheticData.BABY.interactions();

  @Option(
      names = "--catalogue",
      description = "Items of the graph of nearest items; default is Amazon Electronics'")
  private int catalogue = 63_001;

  @Option(names = "--features", description = "Width of their embeddings (${DEFAULT-VALUE})")
  private int features = SyntheticData.BABY.width();

  @Option(names = "--top", description = "Last place that is ranked (${DEFAULT-VALUE})")
  private int top = 50;

  @Option(names = "--json", description = "Print one JSON object a measurement")
  private boolean json;

  @Override
  public Integer call() {
    TrainingData data = data();
    // First, for its peak memory to be its own.
    GraphBench.Nearest nearest = GraphBench.nearest(catalogue, features);
    print(
        "nearestItems",
        ordered(
            "items", nearest.items(),
            "width", nearest.width(),
            "neighbours", nearest.neighbours(),
            "seconds", nearest.seconds(),
            "peakRssMiB", nearest.peakRssMiB()));
    GraphBench.Ranking ranking = GraphBench.ranking(data, top);
    print(
        "ranking",
        ordered(
            "users", ranking.users(),
            "items", ranking.items(),
            "top", ranking.top(),
            "seconds", ranking.seconds()));
    GraphBench.Sparse sparse = GraphBench.sparse(data);
    print(
        "sparse",
        ordered(
            "rows", sparse.rows(),
            "entries", sparse.entries(),
            "columns", sparse.columns(),
            "millis", sparse.millis(),
            "gigabytesPerSecond", sparse.gigabytesPerSecond(),
            "copyGigabytesPerSecond", GraphBench.copyRate()));
    return ExitCode.OK;
  }

  private TrainingData data() {
    try {
      return new SyntheticData(users, items, interactions, 1).interactionData();
    } catch (IllegalArgumentException e) {
      throw new UserErrorException("nothing to measure: " + e.getMessage(), e);
    }
  }

  private static Map<String, Number> ordered(Object... namesAndValues) {
    Map<String, Number> ordered = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      ordered.put((String) namesAndValues[i], (Number) namesAndValues[i + 1]);
    }
    return ordered;
  }

  private void print(String what, Map<String, Number> measured) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("measured", what);
      object.putAll(measured);
      out.println(Json.ordered(object));
    } else {
      out.println(what);
      measured.forEach((name, value) -> out.printf("  %-24s %12s%n", name, text(value)));
    }
    out.flush();
  }

  private static String text(Number value) {
    return value instanceof Double
        ? String.format(Locale.ROOT, "%.3f", value.doubleValue())
        : value.toString();
  }
}
