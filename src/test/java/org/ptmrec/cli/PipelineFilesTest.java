package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.pipeline.InputFile;
import org.ptmrec.pipeline.PipelineReader;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.sample.SampleCatalogue;
import org.ptmrec.schema.Trial;
import org.ptmrec.stage.Stages;
import org.ptmrec.stage.TrainStage;
import picocli.CommandLine;

/** Every pipeline file that ships: planned with a small catalogue, and beside what is fetched. */
class PipelineFilesTest {
  private static final Path FOLDER = Path.of("pipelines");

  /** Describe recommenders; these are no pipelines. */
  private static final Path DESCRIPTIONS = FOLDER.resolve("recommenders");

  /** A command in the head of a file; one for another dataset stands within a sentence. */
  private static final Pattern FETCH = Pattern.compile("(?m)^# +\\./ptmrec fetch (\\S+)");

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

  /** Those that say what to fetch for them, by the file that fetches it. */
  private static ListMultimap<String, Path> fetched() throws IOException {
    ListMultimap<String, Path> fetched = ArrayListMultimap.create();
    for (Path pipeline : pipelines()) {
      FETCH
          .matcher(Files.readString(pipeline))
          .results()
          .forEach(command -> fetched.put(command.group(1), pipeline));
    }
    return fetched;
  }

  private static PipelineSpec read(String pipeline, String... settings) {
    return PipelineReader.read(pipeline, List.of(settings), Stages.all());
  }

  private static void assertReadsWhatIsFetched(PipelineSpec pipeline, String fetch) {
    Set<String> written = new HashSet<>();
    for (InputFile file : read(fetch).inputFiles()) {
      written.add(file.path());
      written.add(String.valueOf(Path.of(file.path()).getParent())); // a folder of several
    }
    for (PipelineSpec.Step step : pipeline.steps()) {
      assertWithMessage("%s reads, stage %s, after fetch %s", pipeline.file(), step.name(), fetch)
          .that(written)
          .containsAtLeastElementsIn(step.inputFiles().values());
    }
  }

  @Test
  void fetch_beforeEveryFileThatNamesIt_writesWhatTheFileReads() throws Exception {
    ListMultimap<String, Path> fetched = fetched();
    assertThat(fetched.size()).isAtLeast(10);
    fetched.forEach(
        (fetch, pipeline) -> assertReadsWhatIsFetched(read(pipeline.toString()), fetch));
  }

  /** The default, a table of ids, ranks below popularity; it is not what the papers quote. */
  @Test
  void trials_ofBuir_haveThreeLayersInEveryFileThatShips() throws Exception {
    int files = 0;
    for (Path pipeline : pipelines()) {
      if (Files.readString(pipeline).contains("BUIR")) {
        files++;
        Set<Double> layers = new HashSet<>();
        for (Trial trial : TrainStage.trials(read(pipeline.toString()).step("train").settings())) {
          if (trial.getRecommender().equals("BUIR")) {
            layers.add(trial.getHyperparameters().get("layers"));
          }
        }
        assertWithMessage(pipeline.toString()).that(layers).contains(3.0);
      }
    }
    assertThat(files).isAtLeast(9);
  }

  @Test
  void setData_toAnotherFetchedFolder_readsWhatWasFetchedThere() {
    for (String figure : List.of("figure3", "table2")) {
      for (String other : List.of("sports", "clothing")) {
        assertReadsWhatIsFetched(
            read("pipelines/sweep/full/" + figure + ".yaml", "data=data/" + other),
            "pipelines/amazon-" + other + ".yaml");
      }
    }
  }
}
