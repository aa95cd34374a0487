package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.pipeline.RunLedger;
import org.ptmrec.testkit.DrawnPictures;

/** A model folder that stands for what a pipeline has tuned. */
class MergeCommandTest {
  private static final String CLIP = "pipelines/models/clip-tiny";

  @TempDir Path folder;

  private ProgramRun.Result run(String... arguments) {
    ProgramRun.Result result = ProgramRun.of(arguments);
    assertWithMessage(result.err()).that(result.exitCode()).isEqualTo(0);
    return result;
  }

  /** Embeddings of a text and of a picture. */
  private List<double[]> embed(String name, String clip, String... tuning) throws Exception {
    Path texts = folder.resolve("texts.jsonl");
    Files.writeString(texts, "{\"item_id\": \"a\", \"text\": \"a red striped mug\"}\n");
    Path images = Files.createDirectories(folder.resolve("images"));
    Files.write(images.resolve("a.png"), DrawnPictures.png(3));
    List<double[]> embeddings = new ArrayList<>();
    for (String[] source :
        new String[][] {{"--texts", texts.toString()}, {"--images", images.toString()}}) {
      Path out = folder.resolve(name + source[0] + ".jsonl");
      List<String> arguments = new ArrayList<>(List.of("embed", "--clip", clip));
      arguments.addAll(Arrays.asList(tuning));
      arguments.addAll(Arrays.asList(source));
      arguments.addAll(List.of("--out", out.toString()));
      run(arguments.toArray(String[]::new));
      JsonNode line = new ObjectMapper().readTree(Files.readString(out));
      double[] values = new double[line.get("embedding").size()];
      Arrays.setAll(values, i -> line.get("embedding").get(i).asDouble());
      embeddings.add(values);
    }
    return embeddings;
  }

  private static double difference(double[] one, double[] other) {
    double most = 0;
    for (int i = 0; i < one.length; i++) {
      most = Math.max(most, Math.abs(one[i] - other[i]));
    }
    return most;
  }

  @Test
  void merge_loraOfAPipeline_embedsAsTheTuningDoes() throws Exception {
    new SmallQuickstart(folder)
        .command(
            "run",
            "store",
            "--to=tune",
            "--set=train.recommenders=[VBPR]",
            "--set=tune.methods=[lora]",
            "--set=tune.fromScratch=true", // so that every epoch is better than none
            "--set=tune.accumulate=1",
            "--set=tune.learningRate=0.01",
            "--set=tune.epochs=3");
    String[] tuning = {"--tuning", folder.resolve("store/tune").toString(), "--trial", "VBPR"};
    Path merged = folder.resolve("merged");

    List<String> merge = new ArrayList<>(List.of("merge", "--clip", CLIP));
    merge.addAll(Arrays.asList(tuning));
    merge.addAll(List.of("--out", merged.toString()));
    assertThat(run(merge.toArray(String[]::new)).err()).contains("merged into " + merged);

    List<double[]> plain = embed("plain", CLIP);
    List<double[]> tuned = embed("tuned", CLIP, tuning);
    List<double[]> alone = embed("alone", merged.toString());
    for (int modality = 0; modality < 2; modality++) {
      assertThat(difference(plain.get(modality), tuned.get(modality))).isGreaterThan(1e-3);
      assertThat(difference(alone.get(modality), tuned.get(modality))).isLessThan(1e-5);
    }
    assertThat(ProgramRun.of(merge.toArray(String[]::new)).exitCode()).isEqualTo(2); // is there
  }

  @Test
  void merge_prompts_areRefused() {
    SmallQuickstart quickstart = new SmallQuickstart(folder);
    quickstart.command("run", "store", "--to=tune", "--set=train.recommenders=[VBPR]");
    RunLedger ledger = new RunLedger(quickstart.store("store").root());
    String run = ledger.find("last").id();
    // The pipeline file that a run keeps, and the stage in a store that others may use as well.
    for (String tuning : List.of(ledger.folderOf(run) + "/pipeline.yaml", folder + "/store/tune")) {
      ProgramRun.Result refused =
          ProgramRun.of(
              "merge",
              "--clip",
              CLIP,
              "--tuning",
              tuning,
              "--out",
              folder.resolve("merged").toString());
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).contains("only lora merges");
      assertThat(refused.err())
          .containsMatch("^tuned by tune/\\w{12} of pipeline quickstart \\(run " + run);
    }
  }
}
