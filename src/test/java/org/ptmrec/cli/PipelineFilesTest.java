package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.sample.SampleCatalogue;
import picocli.CommandLine;

/** Plans every pipeline file that ships, with a small catalogue in place of its data. */
class PipelineFilesTest {
  private static final Path FOLDER = Path.of("pipelines");

  /** Describe recommenders; these are no pipelines. */
  private static final Path DESCRIPTIONS = FOLDER.resolve("recommenders");

  @TempDir Path folder;

  private static List<Path> pipelines() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.startsWith(DESCRIPTIONS))
          .sorted()
          .toList();
    }
  }

  @Test
  void plan_everyFileThatShips_isUnderstood() throws Exception {
    Path catalogue = folder.resolve("catalogue");
    SampleCatalogue.create().withUsers(30).withItems(30).generate(catalogue);
    List<Path> pipelines = pipelines();
    assertThat(pipelines.size()).isAtLeast(12);
    for (Path pipeline : pipelines) {
      List<String> arguments = new ArrayList<>(List.of("plan", pipeline.toString()));
      for (String setting :
          List.of(
              "store=" + folder.resolve("store"),
              "data=" + catalogue,
              "clip=" + FOLDER.resolve("models/clip-tiny").toAbsolutePath(),
              "ingest.format=csv",
              "ingest.interactions=" + catalogue.resolve("interactions.csv"),
              "ingest.items=" + catalogue.resolve("items.jsonl"))) {
        arguments.addAll(List.of("--set", setting));
      }
      if (Files.readString(pipeline).contains("\ncatalogue:")) {
        arguments.addAll(List.of("--set", "catalogue.folder=" + folder.resolve("generated")));
      }
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      CommandLine line = Main.commandLine();
      line.setOut(new PrintWriter(out, true));
      line.setErr(new PrintWriter(err, true));
      assertWithMessage("%s\n%s", pipeline, err)
          .that(line.execute(arguments.toArray(new String[0])))
          .isEqualTo(0);
      assertThat(out.toString()).contains("train");
    }
  }
}
