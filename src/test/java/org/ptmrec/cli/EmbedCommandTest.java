package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.clip.ClipEncoder;
import org.ptmrec.testkit.TinyClip;
import picocli.CommandLine;

class EmbedCommandTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();
  private String clip;

  @BeforeEach
  void writeClip() throws Exception {
    clip = TinyClip.write(Files.createDirectory(folder.resolve("clip")), 1).toString();
  }

  @Test
  void embed_texts_givesWhatTheJavaApiGivesInTheOrderOfTheLines() throws Exception {
    String texts =
        write(
            "{\"item_id\": \"b\", \"text\": \"a red pot\"}",
            "{\"title\": \"pan\", \"brand\": \"X\"}");
    Path out = folder.resolve("out.jsonl");
    assertThat(run("--texts", texts, "-o", out.toString())).isEqualTo(0);

    float[][] expected;
    try (ClipEncoder encoder = ClipEncoder.open(Path.of(clip))) {
      expected = encoder.embedTexts(List.of("a red pot", "pan X  "));
    }
    List<JsonNode> lines = read(out);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).get("item_id").asText()).isEqualTo("b");
    assertThat(lines.get(1).get("item_id").asText()).isEqualTo("2");
    for (int i = 0; i < 2; i++) {
      assertThat(embedding(lines.get(i))).isEqualTo(expected[i]);
    }
  }

  @Test
  void embed_normalized_givesVectorsOfLengthOne() throws Exception {
    Path out = folder.resolve("out.jsonl");
    String texts = write("{\"text\": \"a\"}", "{\"text\": \"b\"}");
    assertThat(run("--texts", texts, "--normalize", "-o", out.toString())).isEqualTo(0);
    for (JsonNode line : read(out)) {
      double sum = 0;
      for (float value : embedding(line)) {
        sum += value * value;
      }
      assertThat(sum).isWithin(1e-5).of(1);
    }
  }

  @Test
  void embed_images_leavesOutWhatIsNoPictureAndWritesNumPy() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images/more")).getParent();
    paint(images.resolve("a.png"), 0xff0000);
    paint(images.resolve("more/b.png"), 0x00ff00);
    Files.writeString(images.resolve("c.png"), "no picture");
    Path out = folder.resolve("out.npy");
    assertThat(run("--images", images.toString(), "-o", out.toString())).isEqualTo(0);
    assertThat(err.toString()).contains("left out " + images.resolve("c.png"));
    assertThat(Files.readAllLines(folder.resolve("out.npy.ids")))
        .containsExactly("a.png", "more/b.png")
        .inOrder();

    byte[] bytes = Files.readAllBytes(out);
    int header = 10 + ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    assertThat(header % 64).isEqualTo(0);
    assertThat(new String(bytes, 10, header - 10, StandardCharsets.ISO_8859_1))
        .contains("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 6), }");
    assertThat(bytes).hasLength(header + 2 * 6 * Float.BYTES);
  }

  @Test
  void embed_whatCannotBeRead_saysWhereAndLeavesNoFile() throws Exception {
    Path out = folder.resolve("out.jsonl");
    refuse(":2: found nothing to embed", "--texts", write("{\"text\": \"a\"}", "{}"), out);
    refuse("expected a name that ends in .jsonl or .npy", "--texts", write("{}"), clip);
    refuse("no such folder", "--images", folder.resolve("none").toString(), out);
    refuse(
        ":2: found the item a of line 1 again, expected every item once",
        "--texts",
        write("{\"item_id\": \"a\", \"text\": \"x\"}", "{\"item_id\": \"a\", \"text\": \"y\"}"),
        out);
    assertThat(folder.toFile().list((parent, name) -> name.startsWith("out.jsonl"))).isEmpty();
  }

  @Test
  void embed_withoutTuningArtifact_saysSo() throws Exception {
    String texts = write("{\"text\": \"a\"}");
    Path out = folder.resolve("out.jsonl");
    assertThat(run("--tuning", folder + "/tune/0123", "--texts", texts, "-o", out.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("no artifact of the stage tune");
  }

  private void refuse(String message, String option, String source, Object out) {
    assertThat(run(option, source, "-o", out.toString())).isEqualTo(2);
    assertWithMessage(option).that(err.toString()).contains(message);
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("embed", "--clip", clip));
    all.addAll(List.of(arguments));
    CommandLine command = Main.commandLine();
    command.setErr(new PrintWriter(err, true));
    return command.execute(all.toArray(String[]::new));
  }

  private String write(String... lines) throws Exception {
    return Files.write(folder.resolve("texts.jsonl"), List.of(lines)).toString();
  }

  private static void paint(Path file, int color) throws Exception {
    BufferedImage image = new BufferedImage(12, 9, BufferedImage.TYPE_INT_RGB);
    image.setRGB(3, 3, color);
    ImageIO.write(image, "png", file.toFile());
  }

  private static List<JsonNode> read(Path file) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private static float[] embedding(JsonNode line) {
    float[] values = new float[line.get("embedding").size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = line.get("embedding").get(i).floatValue();
    }
    return values;
  }
}
