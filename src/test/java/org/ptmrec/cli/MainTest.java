package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void badPipelineFile_endsWithTwoAndOneLine() throws Exception {
    Path file = write("p.yaml", "name: p\nstages:\n  ingest: {kcore: 5}\n");
    assertThat(run("run", file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains(file + ":3: unknown key 'kcore' in stage ingest; did you mean 'kCore'?");
    assertThat(err.toString()).doesNotContain("at org.ptmrec");
  }

  @Test
  void unknownOption_endsWithTwo() {
    assertThat(run("run", "--nothing")).isEqualTo(2);
    assertThat(run("nothing")).isEqualTo(2);
  }

  @Test
  void malformedInteractions_endsWithFourAndNamesTheLine() throws Exception {
    write("i.csv", "user_id,item_id,rating,timestamp\nu1,i1,5,1\nu1,i2,five,2,9,9\n");
    write("i.jsonl", "{\"item_id\": \"i1\"}\n");
    Path file =
        write(
            "p.yaml",
            "name: p\nstages:\n  ingest: {interactions: i.csv, items: i.jsonl, kCore: 1}\n");
    assertThat(run("run", file.toString())).isEqualTo(4);
    assertThat(err.toString()).contains("ptmrec: stage ingest failed: ");
    assertThat(err.toString()).contains("i.csv:3");
    assertThat(err.toString()).doesNotContain("Exception");
  }

  @Test
  void clusterThatDoesNotAnswer_endsWithFiveAndNothingHasRun() throws Exception {
    write("i.csv", "user_id,item_id,rating,timestamp\nu1,i1,5,1\n");
    write("i.jsonl", "{\"item_id\": \"i1\"}\n");
    Path file =
        write("p.yaml", "name: p\nstages:\n  ingest: {interactions: i.csv, items: i.jsonl}\n");
    assertThat(run("run", file.toString(), "--runner=flink", "--flink-master=127.0.0.1:1"))
        .isEqualTo(5);
    assertThat(err.toString()).contains("no Flink cluster answers at 127.0.0.1:1");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void planAsJson_listsStateFingerprintAndReason() throws Exception {
    write("i.csv", "user_id,item_id,rating,timestamp\nu1,i1,5,1\n");
    write("i.jsonl", "{\"item_id\": \"i1\"}\n");
    Path file =
        write("p.yaml", "name: p\nstages:\n  ingest: {interactions: i.csv, items: i.jsonl}\n");
    assertThat(run("plan", file.toString(), "--json")).isEqualTo(0);
    assertThat(out.toString())
        .matches(
            "\\{\"stage\":\"ingest\",\"state\":\"MISSING\",\"fingerprint\":\"[0-9a-f]{64}\","
                + "\"reason\":\"it has not been made yet\"}\n");
  }

  @Test
  void keys_listEveryStage() {
    assertThat(run("keys", "--markdown")).isEqualTo(0);
    assertThat(out.toString()).contains("### stages.download-images: ");
    assertThat(out.toString()).contains("| `perHost.rate` | number (requests/s) | 5.0 |");
  }

  @Test
  void doctor_showsBackendAndVersions() {
    assertThat(run("doctor")).isEqualTo(0);
    assertThat(out.toString()).contains("CpuBackend");
    assertThat(out.toString()).contains("FREEDOM");
  }
}
