package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.Recipe;

/** What people read of a plan, word by word. */
class PlanTextTest {
  @TempDir Path folder;
  private TinyShop shop;

  @BeforeEach
  void setUp() {
    shop = new TinyShop(folder);
  }

  private void run() {
    ProgramRun.Result run = shop.command("run");
    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
  }

  /** With twelve x for a fingerprint. */
  private String plan(String... more) {
    ProgramRun.Result plan = shop.command("plan", more);
    assertWithMessage(plan.err()).that(plan.exitCode()).isEqualTo(0);
    return plan.out().replaceAll("\\b[0-9a-f]{12}\\b", "xxxxxxxxxxxx");
  }

  @Test
  void plan_neverRun_missing() {
    assertThat(plan())
        .isEqualTo(
            """
            stage     state    fingerprint   reason
            ingest    MISSING  xxxxxxxxxxxx  it has not been made yet
            train     MISSING  xxxxxxxxxxxx  it has not been made yet
            evaluate  MISSING  xxxxxxxxxxxx  it has not been made yet
            """);
  }

  @Test
  void plan_afterARun_fresh() {
    run();
    assertThat(plan())
        .isEqualTo(
            """
            stage     state  fingerprint   reason
            ingest    FRESH  xxxxxxxxxxxx
            train     FRESH  xxxxxxxxxxxx
            evaluate  FRESH  xxxxxxxxxxxx
            """);
  }

  @Test
  void plan_changedKey_staleWithBothValues() {
    run();
    assertThat(plan("--set", "train.epochs=2"))
        .isEqualTo(
            """
            stage     state  fingerprint   reason
            ingest    FRESH  xxxxxxxxxxxx
            train     STALE  xxxxxxxxxxxx  key epochs changed from 1 to 2
            evaluate  STALE  xxxxxxxxxxxx  what it reads changed (train)
            """);
  }

  @Test
  void plan_changedInputFile_staleWithItsKey() {
    run();
    shop.interactions(11);
    assertThat(plan())
        .isEqualTo(
            """
            stage     state  fingerprint   reason
            ingest    STALE  xxxxxxxxxxxx  the input file of key interactions changed
            train     STALE  xxxxxxxxxxxx  what it reads changed (ingest)
            evaluate  STALE  xxxxxxxxxxxx  what it reads changed (ingest, train)
            """);
  }

  @Test
  void plan_otherSchemaCodeAndLibrary_staleWithTheirNames() throws Exception {
    run();
    Recipe recipe = shop.last("evaluate").recipe();
    shop.remake(
        "evaluate",
        new Recipe(
            recipe.stage(),
            recipe.layout(),
            recipe.parameters(),
            recipe.files(),
            recipe.parents(),
            with(recipe.schemas(), "MetricValue", "of an earlier version"),
            with(recipe.code(), "org.ptmrec.evaluate.FullRanking", "of an earlier version"),
            with(recipe.libraries(), "nd4j", "0.9")));
    assertThat(plan())
        .isEqualTo(
            """
            stage     state  fingerprint   reason
            ingest    FRESH  xxxxxxxxxxxx
            train     FRESH  xxxxxxxxxxxx
            evaluate  STALE  xxxxxxxxxxxx  the schema of record MetricValue changed; its code changed (evaluate.FullRanking); the version of library nd4j changed
            """);
  }

  private static SortedMap<String, String> with(
      SortedMap<String, String> map, String key, String value) {
    assertThat(map).containsKey(key);
    SortedMap<String, String> changed = new TreeMap<>(map);
    changed.put(key, value);
    return changed;
  }

  @Test
  void plan_flippedByteAndMissingFile_corruptWithTheFile() throws Exception {
    run();
    Path interactions = part("ingest", "interactions");
    byte[] bytes = Files.readAllBytes(interactions);
    bytes[bytes.length - 1] ^= 1;
    Files.write(interactions, bytes);
    Files.delete(part("evaluate", "metrics"));
    assertThat(plan())
        .isEqualTo(
            """
            stage     state    fingerprint   reason
            ingest    CORRUPT  xxxxxxxxxxxx  interactions-00000-of-00001.avro has other content than was written
            train     FRESH    xxxxxxxxxxxx
            evaluate  CORRUPT  xxxxxxxxxxxx  metrics-00000-of-00001.avro is gone
            """);
  }

  private Path part(String stage, String output) {
    return Path.of(shop.store().paths(shop.last(stage), output).get(0));
  }
}
