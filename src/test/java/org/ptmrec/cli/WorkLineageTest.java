package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.observe.WorkLineage;
import org.ptmrec.pipeline.PipelineReader;
import org.ptmrec.pipeline.PipelineRunner;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.RunRecord;
import org.ptmrec.pipeline.Selection;
import org.ptmrec.stage.Stages;
import picocli.CommandLine;

/** The OpenLineage events of runs, as their file holds them. */
class WorkLineageTest {
  @TempDir Path folder;
  private Path pipeline;

  @BeforeEach
  void writePipeline() throws Exception {
    Files.writeString(
        folder.resolve("i.csv"), "user_id,item_id,rating,timestamp\nu1,i1,5,1\nu1,i2,4,2\n");
    Files.writeString(folder.resolve("i.jsonl"), "{\"item_id\": \"i1\"}\n{\"item_id\": \"i2\"}\n");
    pipeline =
        Files.writeString(
            folder.resolve("p.yaml"),
            "name: p\nstore: store\nstages:\n"
                + "  ingest: {interactions: i.csv, items: i.jsonl, kCore: 1}\n");
  }

  private int run() {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(new StringWriter(), true));
    command.setErr(new PrintWriter(new StringWriter(), true));
    return command.execute("run", pipeline.toString());
  }

  /** Type and job of every event, over all runs. */
  private List<String> events() throws Exception {
    List<String> events = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
      for (Path file : files.filter(f -> f.endsWith("events.jsonl")).toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonNode event = new ObjectMapper().readTree(line);
          events.add(
              event.path("eventType").asText() + " " + event.path("job").path("name").asText());
        }
      }
    }
    return events;
  }

  @Test
  void runThatMakesSomething_tellsItAndItsStages_andAFreshOneAfterItNothing() throws Exception {
    List<String> expected = List.of("START p", "START p.ingest", "COMPLETE p.ingest", "COMPLETE p");
    assertThat(run()).isEqualTo(0);
    assertThat(events()).containsExactlyElementsIn(expected).inOrder();
    assertThat(run()).isEqualTo(0);
    assertThat(events()).containsExactlyElementsIn(expected).inOrder();
  }

  /** The command would refuse it; who embeds the runner may not have asked. */
  @Test
  void runWhoseEndpointCannotBeOne_doesNotFail() throws Exception {
    PipelineSpec spec =
        PipelineReader.read(
            pipeline.toString(),
            List.of("lineage.url=http://127.0.0.1:1", "lineage.apiKey=${env:PTMREC_NOT_SET}"),
            Stages.all());
    ArtifactStore store = ArtifactStore.open(spec.store());
    try (WorkLineage lineage = new WorkLineage(spec, store, Clock.systemUTC())) {
      PipelineRunner.Result result = new PipelineRunner(spec, store, lineage).run(Selection.ALL);
      assertThat(result.run().status()).isEqualTo(RunRecord.OK);
    }
    assertThat(events()).contains("COMPLETE p");
  }

  @Test
  void runThatFails_tellsTheFailure() throws Exception {
    Files.writeString(folder.resolve("i.csv"), "user_id,item_id,rating,timestamp\nu1\n");
    assertThat(run()).isEqualTo(4);
    assertThat(events())
        .containsExactly("START p", "START p.ingest", "FAIL p.ingest", "FAIL p")
        .inOrder();
  }
}
