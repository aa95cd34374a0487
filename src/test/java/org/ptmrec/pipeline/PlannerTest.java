package org.ptmrec.pipeline;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.UserErrorException;

class PlannerTest {
  @TempDir Path folder;
  private ToyPipeline toy;

  @BeforeEach
  void setUp() {
    toy = new ToyPipeline(folder);
  }

  private static void assertPlan(StagePlan plan, StageState state, String reason) {
    assertThat(plan.state()).isEqualTo(state);
    assertThat(plan.reason()).isEqualTo(reason);
  }

  @Test
  void plan_beforeAnyRun_isMissing() {
    List<StagePlan> plans = toy.plan();
    assertPlan(plans.get(0), StageState.MISSING, "it has not been made yet");
    assertPlan(plans.get(1), StageState.MISSING, "it has not been made yet");
  }

  @Test
  void plan_afterARun_isFresh() throws Exception {
    toy.run();
    toy.plan().forEach(plan -> assertPlan(plan, StageState.FRESH, ""));
  }

  @Test
  void plan_changedKey_namesOldAndNewValue() throws Exception {
    toy.run();
    List<StagePlan> plans = toy.plan("list.repeat=2");
    assertPlan(plans.get(0), StageState.STALE, "key repeat changed from 1 to 2");
    assertPlan(plans.get(1), StageState.STALE, "what it reads changed (list)");
  }

  @Test
  void plan_operationalKey_changesNothing() throws Exception {
    toy.run();
    toy.plan("list.perHost.rate=1").forEach(plan -> assertPlan(plan, StageState.FRESH, ""));
  }

  @Test
  void plan_changedInputFile_namesItsKey() throws Exception {
    toy.run();
    toy.write("names.txt", "ada\nbob\n");
    assertPlan(toy.plan().get(0), StageState.STALE, "the input file of key names changed");
  }

  @Test
  void plan_movedInputFile_staysFresh() throws Exception {
    toy.run();
    Files.move(folder.resolve("names.txt"), folder.resolve("moved.txt"));
    assertThat(toy.plan("list.names=" + folder.resolve("moved.txt")).get(0).state())
        .isEqualTo(StageState.FRESH);
  }

  @Test
  void plan_missingInputFile_namesLineAndKey() throws Exception {
    Files.delete(folder.resolve("names.txt"));
    assertThat(assertThrows(UserErrorException.class, () -> toy.plan()))
        .hasMessageThat()
        .isEqualTo(
            folder.resolve("toy.yaml")
                + ":3: key 'names' in stage list: there is no file or folder "
                + folder.resolve("names.txt"));
  }

  @Test
  void plan_flippedByte_isCorrupt() throws Exception {
    PipelineRunner.Result result = toy.run();
    Path part = Path.of(toy.store().paths(result.artifacts().get("list"), "users").get(0));
    byte[] bytes = Files.readAllBytes(part);
    bytes[bytes.length - 1] ^= 1;
    Files.write(part, bytes);
    StagePlan plan = toy.plan().get(0);
    assertPlan(
        plan, StageState.CORRUPT, part.getFileName() + " has other content than was written");
    assertThat(toy.plan().get(1).state()).isEqualTo(StageState.FRESH);
  }

  @Test
  void plan_missingPart_isCorrupt() throws Exception {
    PipelineRunner.Result result = toy.run();
    Path part = Path.of(toy.store().paths(result.artifacts().get("rename"), "users").get(1));
    Files.delete(part);
    assertPlan(toy.plan().get(1), StageState.CORRUPT, part.getFileName() + " is gone");
  }
}
