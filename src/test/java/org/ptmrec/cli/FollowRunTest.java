package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.pipeline.RunFollower;
import org.ptmrec.pipeline.RunLedger;

/** Who follows a run ends as the run does. */
class FollowRunTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private TinyShop shop;
  private RunFollower follower;

  @BeforeEach
  void setUp() {
    shop = new TinyShop(folder);
    follower = new RunFollower(shop.store().root(), Duration.ofSeconds(1));
  }

  /** Runs, and gives back the run's id. */
  private String run(int exitCode, String... more) {
    ProgramRun.Result result = shop.command("run", more);
    assertWithMessage(result.err()).that(result.exitCode()).isEqualTo(exitCode);
    return new RunLedger(shop.store().root()).find("last").id();
  }

  private void rewrite(String run, String what, String by) throws Exception {
    Path record = folder.resolve("artifacts/.runs/" + run + ".json");
    String text = Files.readString(record);
    assertThat(text).contains(what);
    Files.writeString(record, text.replace(what, by));
  }

  private int followed(String run) throws Exception {
    return new FollowRun(follower, new PrintWriter(out, true), false, Duration.ZERO).followRun(run);
  }

  @Test
  void follow_runThatIsDone_endsWithZero() throws Exception {
    assertThat(followed(run(0))).isEqualTo(0);
  }

  @Test
  void follow_runWhoseGateSaysNo_endsWithThree() throws Exception {
    Path file = Path.of(shop.file());
    Files.writeString(file, Files.readString(file) + "  gate: {minValue: 1.0}\n");
    assertThat(followed(run(3))).isEqualTo(3);
  }

  @Test
  void follow_runThatFailed_endsWithTheCodeOfItsFailure() throws Exception {
    Path broken = folder.resolve("broken.csv");
    Files.writeString(broken, "user_id,item_id,rating,timestamp\nu1,i1,five\n");
    String run = run(4, "--set", "ingest.interactions=" + broken);
    assertThat(followed(run)).isEqualTo(4);
    rewrite(run, "\"STAGE\"", "\"CLUSTER\"");
    assertThat(followed(run)).isEqualTo(5);
    rewrite(run, "\"CLUSTER\"", "null"); // of before this was written down
    assertThat(followed(run)).isEqualTo(4);
  }

  @Test
  void follow_runThatIsBetweenItsStages_isFound() throws Exception {
    String run = run(0);
    assertThat(follower.underWay("tiny")).isEmpty();
    rewrite(run, "\"ok\"", "\"running\"");
    assertThat(follower.underWay("tiny")).hasValue(run);
  }

  @Test
  void follow_runWithoutRecord_endsAsARunThatCouldNotBegin() throws Exception {
    assertThat(followed("20260101-000000-0000")).isEqualTo(2);
    assertThat(out.toString()).contains("could not begin");
  }
}
