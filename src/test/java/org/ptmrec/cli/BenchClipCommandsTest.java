package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.tune.EncoderTunings;

/** {@code bench encode} and {@code bench tune} on the shipped model. */
class BenchClipCommandsTest {
  private static final String CLIP = "--clip=pipelines/models/clip-tiny";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void encode_shippedModel_ratesAndFractions() throws Exception {
    int code = bench("bench", "encode", CLIP, "--batch=4", "--rounds=1", "--json");

    assertThat(code).isEqualTo(ExitCode.OK);
    JsonNode line = JSON.readTree(out.toString());
    double operations =
        line.path("imagesPerSecond").asDouble() * line.path("imageGflop").asDouble();
    assertThat(line.path("gemmGflops").asDouble()).isGreaterThan(0.0);
    assertThat(operations).isGreaterThan(0.0);
    assertThat(line.path("imageGemmFraction").asDouble()).isGreaterThan(0.0);
    assertThat(line.path("textsPerSecond").asDouble()).isGreaterThan(0.0);
    assertThat(line.path("textGemmFraction").asDouble()).isGreaterThan(0.0);
  }

  @Test
  void tune_allMethods_oneLineEach() throws Exception {
    int code = bench("bench", "tune", CLIP, "--batch=2", "--rounds=1", "--json");

    assertThat(code).isEqualTo(ExitCode.OK);
    String[] lines = out.toString().strip().split("\n");
    assertThat(lines).hasLength(EncoderTunings.names().size());
    for (String text : lines) {
      JsonNode line = JSON.readTree(text);
      assertThat(EncoderTunings.names()).contains(line.path("method").asText());
      assertThat(line.path("forwardMillis").asDouble()).isGreaterThan(0.0);
      assertThat(line.path("forwardBackwardMillis").asDouble()).isGreaterThan(0.0);
      assertThat(line.has("peakRssMiB")).isTrue();
    }
  }

  @Test
  void texts_shortOnes_sameEmbeddingsWhenPadded(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("texts.jsonl");
    Files.writeString(
        file, "{\"text\": \"a red teapot\"}\n{\"title\": \"lamp\"}\n{\"text\": \"on\"}\n");

    int code = bench("bench", "texts", file.toString(), CLIP, "--batch=2", "--rounds=1", "--json");

    assertThat(code).isEqualTo(ExitCode.OK);
    JsonNode line = JSON.readTree(out.toString());
    assertThat(line.path("texts").asInt()).isEqualTo(3);
    assertThat(line.path("meanTokens").asDouble())
        .isLessThan(line.path("contextLength").asDouble());
    assertThat(line.path("largestDifference").asDouble()).isLessThan(1e-5);
    assertThat(line.path("textsPerSecond").asDouble()).isGreaterThan(0.0);
    assertThat(line.path("paddedTextsPerSecond").asDouble()).isGreaterThan(0.0);
  }

  @Test
  void encode_neitherSizeNorFolder_namesTheSizes() {
    int code = bench("bench", "encode", "--clip=ViT-X/99");

    assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("ViT-B/32, ViT-B/16, ViT-L/14");
  }
}
