package org.ptmrec.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.bench.TextBench;
import org.ptmrec.clip.ClipFolder;
import org.ptmrec.ingest.ItemText;
import org.ptmrec.ingest.TextLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ptmrec bench texts}: texts at their own lengths beside padded ones. */
@Command(
    name = "texts",
    description =
        "Times the text tower on texts of yours, at their own lengths and padded to CLIP's"
            + " context length in turns, and compares the embeddings.",
    mixinStandardHelpOptions = true)
final class BenchTextsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "JSON lines with text, or with the fields of an item")
  private String file;

  @Option(
      names = "--clip",
      paramLabel = "FOLDER",
      required = true,
      description = "The model; `bench model` writes one of any size with random weights")
  private Path clip;

  @Mixin private RepetitionOptions repetition;

  @Option(names = "--json", description = "Print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    if (repetition.batch() < 2) {
      throw new UserErrorException("--batch 1: expected at least 2, one of which is padding");
    }
    List<String> texts = new ArrayList<>();
    TextLines.read(file, List.of(ItemText.Part.values()), line -> texts.add(line.text()));
    TextBench.Result result =
        new TextBench(ClipFolder.open(clip), repetition.batch(), repetition.rounds())
            .measure(texts);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.ordered(result));
    } else {
      print(out, result);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, TextBench.Result result) {
    out.printf(
        Locale.ROOT,
        "%d texts of %.1f tokens  %8.1f a second%n",
        result.texts(),
        result.meanTokens(),
        result.textsPerSecond());
    out.printf(
        Locale.ROOT,
        "padded to %d tokens  %8.1f a second: %.2f times the time%n",
        result.contextLength(),
        result.paddedTextsPerSecond(),
        result.textsPerSecond() / result.paddedTextsPerSecond());
    out.printf(Locale.ROOT, "embeddings differ by at most  %.1e%n", result.largestDifference());
  }
}
