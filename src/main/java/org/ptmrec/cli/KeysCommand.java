package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.ptmrec.pipeline.PipelineKeys;
import org.ptmrec.stage.Param;
import org.ptmrec.stage.Stage;
import org.ptmrec.stage.Stages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec keys}: every key that a pipeline file may have. */
@Command(
    name = "keys",
    description = "Lists every key of a pipeline file: type, unit, default, meaning.",
    mixinStandardHelpOptions = true)
final class KeysCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--markdown", description = "Print Markdown tables")
  private boolean markdown;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    block("Top of the file", PipelineKeys.top(), out);
    block("catalogue: generated sample data", PipelineKeys.catalogue(), out);
    block("expect: sizes of the dataset, for ptmrec plan --price", PipelineKeys.expect(), out);
    block("fetch.NAME: what ptmrec fetch downloads", PipelineKeys.fetch(), out);
    List<Stage> stages = new ArrayList<>(Stages.all());
    stages.sort(Comparator.comparing(Stage::name));
    for (Stage stage : stages) {
      block("stages." + stage.name() + ": " + stage.description(), stage.parameters(), out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private void block(String title, List<Param<?>> params, PrintWriter out) {
    out.println((markdown ? "\n### " : "\n") + title + "\n");
    TextTable table = new TextTable(List.of("key", "type", "default", "meaning"));
    if (markdown) {
      out.println("| Key | Type | Default | Meaning |\n|---|---|---|---|");
    }
    for (Param<?> param : params) {
      List<String> cells = List.of(param.name(), type(param), missing(param), param.doc());
      if (markdown) {
        out.println("| `" + cells.get(0) + "` | " + String.join(" | ", cells.subList(1, 4)) + " |");
      } else {
        table.add(cells);
      }
    }
    if (!markdown) {
      out.print(table);
    }
  }

  private static String type(Param<?> param) {
    return param.unit().isEmpty() || param.unit().equals("path")
        ? param.typeName()
        : param.typeName() + " (" + param.unit() + ")";
  }

  private static <T> String missing(Param<T> param) {
    return param
        .defaultValue()
        .map(value -> String.valueOf(param.canonical(value)))
        .orElse(param.isRequired() ? "required" : "none");
  }
}
