package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.truth.Correspondence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.ThisHost;
import org.ptmrec.pipeline.RunLedger;

/** What is asked and done about a store after runs, by command. */
class StoreCommandsTest {
  @TempDir Path folder;
  private TinyShop shop;

  @BeforeEach
  void setUp() {
    shop = new TinyShop(folder);
  }

  /** Runs, and gives back the run's id. */
  private String run(String... more) {
    ok(shop.command("run", more));
    return new RunLedger(shop.store().root()).find("last").id();
  }

  private static String ok(ProgramRun.Result result) {
    assertWithMessage(result.err()).that(result.exitCode()).isEqualTo(0);
    return result.out();
  }

  @Test
  void diff_twoRuns_namesTheKeyTheContentAndTheMetrics() {
    String first = run();
    run("--set", "train.epochs=3");

    String text = ok(shop.onStore("diff", first, "last"));
    assertThat(text).containsMatch("ingest +same");
    assertThat(text).containsMatch("train +DIFFERENT +key epochs changed from 1 to 3");
    assertThat(text).containsMatch("recall@20");
    assertThat(ok(shop.onStore("diff", first, "last", "--json")))
        .contains("key epochs changed from 1 to 3");
    ProgramRun.Result unknown = shop.onStore("diff", "1999", "last");
    assertThat(unknown.exitCode()).isEqualTo(2);
  }

  @Test
  void run_json_fieldsInTheirOrder() {
    List<String> lines = ok(shop.command("run", "--json")).lines().toList();

    assertThat(lines.get(0)).startsWith("{\"event\":\"start\",\"run\":");
    assertThat(lines.stream().filter(line -> line.contains("\"made\"")).toList())
        .comparingElementsUsing(Correspondence.from(String::matches, "matches"))
        .containsExactly(made("ingest"), made("train"), made("evaluate"))
        .inOrder();
  }

  private static String made(String stage) {
    return ("\\{\"event\":\"stage\",\"stage\":\"%s\",\"status\":\"made\","
            + "\"fingerprint\":\"[^,]*\",\"digest\":\"[^,]*\",\"millis\":\\d+}")
        .formatted(stage);
  }

  @Test
  void lineage_trainedRecommenders_parentsAndChildren() {
    run();
    String id = "train/" + shop.last("train").fingerprint().substring(0, 8);

    String text = ok(shop.onStore("lineage", id));
    assertThat(text).containsMatch("(?s)train/.*made from\n└─ ingest/.*used by\n└─ evaluate/");
    assertThat(ok(shop.onStore("lineage", id, "--json")).lines().count()).isEqualTo(3);
    assertThat(shop.onStore("lineage", "train/ffffffffffff").exitCode()).isEqualTo(2);
  }

  @Test
  void gc_afterManyRuns_leavesNothingDanglingAndThenDoesNothing() {
    for (int epochs = 1; epochs <= 4; epochs++) {
      run("--set", "train.epochs=" + epochs);
    }
    String pinned = run("--set", "train.epochs=1");
    ok(shop.onStore("pin", pinned));
    run("--set", "train.epochs=2");

    assertThat(ok(shop.onStore("gc", "--keep-last", "1", "--dry-run")))
        .contains("would remove 4 artifacts");
    assertThat(ok(shop.onStore("gc", "--keep-last", "1"))).contains("removed 4 artifacts");

    ok(shop.command("verify"));
    assertThat(ok(shop.command("plan", "--set", "train.epochs=1"))).doesNotContain("MISSING");
    assertThat(shop.store().manifests("train")).hasSize(2);
    assertThat(ok(shop.onStore("gc", "--keep-last", "1")))
        .isEqualTo("removed 0 artifacts, 0 B, 0 run records, 0 leftovers\n");

    ok(shop.onStore("unpin", pinned));
    assertThat(ok(shop.onStore("gc", "--keep-last", "1"))).contains("removed 2 artifacts");
    ok(shop.command("verify", "--set", "train.epochs=2"));
  }

  @Test
  void statusAndGc_runOfAnotherMachine_doNotTakeItForKilled() throws Exception {
    String id = run();
    Path record = folder.resolve("artifacts/.runs/" + id + ".json");
    Files.writeString(
        record,
        Files.readString(record)
            .replace("\"ok\"", "\"running\"")
            .replace("\"" + ThisHost.name() + "\"", "\"elsewhere\""));
    String other = run("--set", "train.epochs=2");

    assertThat(ok(shop.command("status"))).containsMatch(id + " .* unknown, on elsewhere ");
    ProgramRun.Result kept = shop.onStore("gc", "--keep-last", "1");
    assertThat(ok(kept)).contains("removed 0 artifacts");
    assertThat(kept.err()).contains("run " + id + " is under way on elsewhere by its record");
    ProgramRun.Result refused = shop.onStore("gc", "--keep-last", "1", "--ended", other);
    assertThat(refused.err()).contains("found a run that is ok, expected one of another machine");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(ok(shop.onStore("gc", "--keep-last", "1", "--ended", id)))
        .contains("removed 2 artifacts");
  }

  @Test
  void verify_artifactOfARunThatLostItsManifest_isMissed() throws Exception {
    String id = run();
    Manifest evaluate = shop.last("evaluate");
    Files.delete(
        Path.of(shop.store().folder("evaluate", evaluate.fingerprint()), Manifest.FILE_NAME));

    ProgramRun.Result result = shop.command("verify");
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.out())
        .contains(evaluate.fingerprint() + "  MISSING  run " + id + " had it\n2 of 3 artifacts");
  }

  @Test
  void reproduce_sameMachine_sameContent() throws Exception {
    run();
    Path scratch = folder.resolve("scratch");

    ProgramRun.Result same = shop.onStore("reproduce", "last", "--scratch", scratch.toString());
    assertThat(ok(same)).contains("reproduced: every stage has the same content");
    assertThat(same.err()).contains("environment, code and inputs are as they were");
  }

  @Test
  void reproduce_changedInput_endsWithThreeAndNamesIt() {
    run();
    shop.interactions(11);

    ProgramRun.Result other = shop.onStore("reproduce", "last");
    assertThat(other.exitCode()).isEqualTo(3);
    assertThat(other.err()).contains("stage ingest: the input file of key interactions changed");
    assertThat(other.out()).contains("NOT reproduced: content differs");
  }

  /** Whether last bits differ is the processor's to say; that they may is said beforehand. */
  @Test
  void reproduce_embeddingsThatWereTakenOver_isTheReasonThatIsNamed() {
    SmallQuickstart quickstart = new SmallQuickstart(folder);
    quickstart.command("run", "store", "--set=ingest.kCore=14", "--to=encode");
    quickstart.command("run", "store", "--to=encode");

    ProgramRun.Result result =
        ProgramRun.of(
            "reproduce",
            "last",
            "--store=" + folder.resolve("store"),
            "--to=encode",
            "--scratch=" + folder.resolve("scratch"));
    assertThat(result.exitCode()).isAnyOf(0, 3);
    assertThat(result.err())
        .containsMatch("stage encode: \\d+ embeddings were taken over from an earlier artifact");
    if (result.exitCode() == 3) {
      assertThat(result.out()).containsMatch("encode +DIFFERENT +\\d+ embeddings were taken over");
    }
  }

  private ProgramRun.Result artifacts(String command, String artifact, String... more) {
    List<String> arguments = new ArrayList<>(List.of("artifacts", command, shop.file(), artifact));
    arguments.addAll(Arrays.asList(more));
    return ProgramRun.of(arguments.toArray(String[]::new));
  }

  /** The fingerprint that show gives. */
  private static String shown(ProgramRun.Result result) {
    return ok(result).replaceAll("(?s).*\n  \"fingerprint\" : \"(\\w+)\".*", "$1");
  }

  @Test
  void show_storeOfTwoPipelines_takesWhatTheFileWantsNotWhatWasMadeLast() throws Exception {
    run();
    String wanted = shop.last("train").fingerprint();
    run("--set", "train.epochs=2");
    String last = shop.last("train").fingerprint();
    Path other = folder.resolve("other.yaml");
    String text = Files.readString(Path.of(shop.file())).replace("name: tiny", "name: other");
    Files.writeString(other, text.replace("epochs: 1", "epochs: 3"));
    ok(ProgramRun.of("run", other.toString()));
    String others = shop.store().latest("train", "other").orElseThrow().fingerprint();

    ProgramRun.Result fresh = artifacts("show", "train");
    assertThat(shown(fresh)).isEqualTo(wanted);
    assertThat(fresh.err()).isEmpty();

    ProgramRun.Result changed = artifacts("show", "train", "--set=train.epochs=9");
    assertThat(shown(changed)).isEqualTo(last);
    assertThat(changed.err()).contains("wants now: key epochs changed from 2 to 9");

    assertThat(shown(artifacts("show", "train/" + others))).isEqualTo(others);
    ProgramRun.Result none = artifacts("show", "tune");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("pipeline tiny has no artifact tune in ");

    Files.delete(folder.resolve("interactions.csv"));
    ProgramRun.Result elsewhere = artifacts("show", "train");
    assertThat(shown(elsewhere)).isEqualTo(last);
    assertThat(elsewhere.err()).contains("there is no file or folder");
  }

  @Test
  void cat_artifactThatIsDamaged_isRefused() throws Exception {
    run();
    Manifest users = shop.last("ingest");
    Path part = Path.of(shop.store().paths(users, "users").get(0));
    Files.write(part, new byte[] {1});

    ProgramRun.Result result = artifacts("cat", "ingest");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("ingest/" + users.fingerprint() + " is damaged: users-");
  }

  @Test
  void export_eachFormat_filesWithAllRecords() throws Exception {
    run();
    for (String format : List.of("csv", "jsonl", "parquet")) {
      Path out = folder.resolve(format);
      ok(
          ProgramRun.of(
              "artifacts",
              "export",
              shop.file(),
              "ingest",
              "--output=users",
              "--format=" + format,
              "--out=" + out));
      try (Stream<Path> files = Files.list(out)) {
        assertThat(files.map(file -> file.getFileName().toString()).toList())
            .containsExactly("users-00000-of-00001." + format);
      }
    }
    assertThat(Files.readAllLines(folder.resolve("csv/users-00000-of-00001.csv"))).hasSize(13);
    assertThat(
            ProgramRun.of("artifacts", "export", shop.file(), "ingest", "--output=none", "-o", "x")
                .exitCode())
        .isEqualTo(2);
  }
}
