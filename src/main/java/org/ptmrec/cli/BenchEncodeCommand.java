package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.Json;
import org.ptmrec.bench.EncodeBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec bench encode}: how fast a frozen CLIP embeds. */
@Command(
    name = "encode",
    description =
        "Times both towers of a frozen CLIP on random pictures and on texts of full length,"
            + " beside the rate of Nd4j.gemm (f-order, 2048 x 2048) measured in the same run.",
    mixinStandardHelpOptions = true)
final class BenchEncodeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ClipOption clip;

  @Mixin private RepetitionOptions repetition;

  @Option(names = "--json", description = "Print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    EncodeBench.Result result =
        new EncodeBench(clip.open(), repetition.batch(), repetition.rounds()).measure();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.ordered(result));
    } else {
      print(out, result);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, EncodeBench.Result result) {
    out.printf(Locale.ROOT, "product 2048 x 2048  %8.1f GFLOP/s%n", result.gemmGflops());
    out.printf(
        Locale.ROOT,
        "images               %8.1f a second, %.2f GFLOP each: %.0f %% of the product's rate%n",
        result.imagesPerSecond(),
        result.imageGflop(),
        100 * result.imageGemmFraction());
    out.printf(
        Locale.ROOT,
        "texts of %d tokens   %8.1f a second, %.2f GFLOP each: %.0f %% of the product's rate%n",
        result.textTokens(),
        result.textsPerSecond(),
        result.textGflop(),
        100 * result.textGemmFraction());
    out.printf(Locale.ROOT, "memory at most       %8d MiB%n", result.peakRssMiB());
  }
}
