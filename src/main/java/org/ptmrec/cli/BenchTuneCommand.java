package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.bench.TuneBench;
import org.ptmrec.tune.EncoderTunings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec bench tune}: what the tuning methods cost. */
@Command(
    name = "tune",
    description =
        "Times a step of each tuning method through both towers, forward alone and forward"
            + " and backward, on random pictures and on texts of full length.",
    mixinStandardHelpOptions = true)
final class BenchTuneCommand implements Callable<Integer> {
  private static final String ALL = "all";

  @Spec private CommandSpec spec;

  @Mixin private ClipOption clip;

  @Mixin private RepetitionOptions repetition;

  @Option(names = "--method", description = "A tuning method, or all (${DEFAULT-VALUE})")
  private String method = ALL;

  @Option(
      names = "--set",
      paramLabel = "OPTION=NUMBER",
      description = "An option of the method, such as prompts=4; with one --method only")
  private Map<String, Double> options = new LinkedHashMap<>();

  @Option(names = "--recompute", description = "Compute layers again on the way back, for memory")
  private boolean recompute;

  @Option(names = "--json", description = "Print one JSON object a method")
  private boolean json;

  @Override
  public Integer call() {
    boolean isAll = method.equals(ALL);
    if (isAll && !options.isEmpty()) {
      throw new UserErrorException("--set needs one --method, of " + EncoderTunings.names());
    }
    TuneBench bench = new TuneBench(clip.open(), repetition.batch(), repetition.rounds());
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.printf(
          "%-8s %11s  %21s  %21s  %8s%n", "", "parameters", "images, ms", "texts, ms", "peak MiB");
      out.printf(
          "%-8s %11s  %21s  %21s%n", "", "", "forward    + backward", "forward    + backward");
    }
    for (String name : isAll ? EncoderTunings.names() : List.of(method)) {
      print(out, bench.measure(name, options, recompute));
    }
    return ExitCode.OK;
  }

  private void print(PrintWriter out, TuneBench.Result result) {
    if (json) {
      out.println(Json.ordered(object(result)));
    } else {
      out.printf(
          Locale.ROOT,
          "%-8s %,11d  %8.0f %12.0f  %8.0f %12.0f  %8d%n",
          result.method(),
          result.parameters(),
          result.imageForwardMillis(),
          result.imageForwardBackwardMillis(),
          result.textForwardMillis(),
          result.textForwardBackwardMillis(),
          result.peakRssMiB());
    }
    out.flush();
  }

  private static Map<String, Object> object(TuneBench.Result result) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("method", result.method());
    object.put("parameters", result.parameters());
    object.put("forwardMillis", result.forwardMillis());
    object.put("forwardBackwardMillis", result.forwardBackwardMillis());
    object.put("imageForwardMillis", result.imageForwardMillis());
    object.put("imageForwardBackwardMillis", result.imageForwardBackwardMillis());
    object.put("textForwardMillis", result.textForwardMillis());
    object.put("textForwardBackwardMillis", result.textForwardBackwardMillis());
    object.put("peakRssMiB", result.peakRssMiB());
    return object;
  }
}
