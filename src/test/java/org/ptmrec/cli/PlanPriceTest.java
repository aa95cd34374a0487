package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.schema.TrialCost;

/** Prices beside what a small run then really takes. */
class PlanPriceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Texts and pictures of the generated catalogue are not those of ordinary shops. */
  private static final double FACTOR = 3;

  @TempDir Path folder;

  private SmallQuickstart shop() {
    return new SmallQuickstart(folder);
  }

  private Map<String, JsonNode> prices(String store, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--price", "--json"));
    arguments.addAll(Arrays.asList(more));
    Map<String, JsonNode> prices = new TreeMap<>();
    for (String line :
        shop().command("plan", store, arguments.toArray(String[]::new)).out().lines().toList()) {
      JsonNode price = JSON.readTree(line);
      prices.put(price.path("stage").asText("total"), price);
    }
    return prices;
  }

  @Test
  void price_countedBeforeARun_isAboutTheSizeOfWhatTheRunMakes() throws Exception {
    shop().command("run", "made");
    ArtifactStore store = shop().store("made");
    Manifest ingest = store.latest("ingest", "quickstart").orElseThrow();
    long interactions = ingest.partsOf("interactions").get(0).records();
    Map<String, JsonNode> counted =
        prices(
            "empty", "--set", "expect={users: 80, items: 40, interactions: " + interactions + "}");

    for (String stage :
        List.of("ingest", "tokenize-text", "encode", "train", "tune", "evaluate", "recommend")) {
      JsonNode price = counted.get(stage);
      assertWithMessage(stage).that(price.path("state").asText()).isEqualTo("MISSING");
      double predicted = price.path("artifactBytes").asDouble();
      double real = store.latest(stage, "quickstart").orElseThrow().size() - headers(stage, store);
      assertWithMessage("%s: %s bytes, predicted %s", stage, real, predicted)
          .that(Math.max(predicted / real, real / predicted))
          .isLessThan(FACTOR);
    }
    double tensors =
        new RecordFiles<>(
                TrialCost.class,
                store.paths(store.latest("tune", "quickstart").orElseThrow(), "costs"))
            .readAll().stream().mapToLong(TrialCost::getTensorBytes).max().orElseThrow();
    double predicted = counted.get("tune").path("memoryBytes").asDouble();
    assertWithMessage("%s bytes of tensors, predicted %s", tensors, predicted)
        .that(Math.max(predicted / tensors, tensors / predicted))
        .isLessThan(FACTOR);

    Map<String, JsonNode> fresh = prices("made");
    assertThat(fresh.get("total").path("seconds").asDouble()).isEqualTo(0);
    Map<String, JsonNode> again = prices("made", "--set", "train.epochs=4");
    assertThat(again.get("train").path("basis").asText())
        .containsMatch("2 trials of 4 epochs, each recommender's as on 20");
    assertThat(again.get("encode").path("state").asText()).isEqualTo("FRESH");
  }

  /** Files of few records are schema for the most part. */
  private static long headers(String stage, ArtifactStore store) throws Exception {
    Manifest manifest = store.latest(stage, "quickstart").orElseThrow();
    long bytes = 0;
    for (var part : manifest.parts()) {
      Path path = Path.of(store.folder(stage, manifest.fingerprint()), part.name());
      if (part.name().endsWith(".avro")) {
        bytes += header(path);
      }
    }
    return bytes;
  }

  private static long header(Path file) throws Exception {
    try (var reader =
        new org.apache.avro.file.DataFileReader<>(
            file.toFile(), new org.apache.avro.generic.GenericDatumReader<>())) {
      return reader.previousSync();
    }
  }
}
