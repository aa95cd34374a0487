package org.ptmrec.stage;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.pipeline.PipelineReader;
import org.ptmrec.pipeline.PipelineRunner;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.Selection;
import org.ptmrec.pipeline.SilentListener;
import org.ptmrec.schema.ItemEmbedding;

/** Features in NumPy files in place of an encoder: neither pictures nor a CLIP are needed. */
class EncodeStageTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("r.inter"),
        "userID\titemID\trating\ttimestamp\tx_label\n0\t0\t5\t1\t0\n0\t1\t5\t2\t1\n0\t2\t5\t3\t2\n");
    Files.writeString(folder.resolve("ids.csv"), "asin\titemID\nB0\t0\nB1\t1\nB2\t2\n");
    Files.writeString(folder.resolve("i.jsonl"), "{\"asin\": \"B1\", \"title\": \"Mug\"}\n");
    npy("image.npy", 3, 4);
    npy("text.npy", 3, 2);
  }

  private void npy(String name, int rows, int columns) throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }\n";
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + 4 * rows * columns)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) 1).put((byte) 0).putShort((short) header.length());
    bytes.put(header.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < rows * columns; i++) {
      bytes.putFloat(i);
    }
    Files.write(folder.resolve(name), bytes.array());
  }

  private PipelineSpec pipeline(String encode) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("p.yaml"),
            "name: p\nstages:\n"
                + "  ingest: {format: inter, interactions: r.inter, items: i.jsonl,"
                + " itemIds: ids.csv, text: [title]}\n"
                + "  encode: "
                + encode
                + "\n");
    return PipelineReader.read(file.toString(), List.of(), Stages.all());
  }

  private ArtifactStore store() {
    return ArtifactStore.open(folder.resolve("artifacts").toString());
  }

  @Test
  void run_featureFiles_rowsOfTheItems() throws Exception {
    PipelineSpec pipeline = pipeline("{imageFeatures: image.npy, textFeatures: text.npy}");
    Manifest encoded =
        new PipelineRunner(pipeline, store(), new SilentListener())
            .run(Selection.ALL)
            .artifacts()
            .get("encode");
    List<ItemEmbedding> embeddings =
        new RecordFiles<>(ItemEmbedding.class, store().paths(encoded, "embeddings")).readAll();
    assertThat(embeddings).hasSize(3);
    embeddings.forEach(
        embedding -> {
          float first = embedding.getItem() * 4;
          assertThat(embedding.getImage())
              .containsExactly(first, first + 1, first + 2, first + 3)
              .inOrder();
          assertThat(embedding.getText()).hasSize(2);
        });
  }

  @Test
  void read_neitherClipNorFeatures_saysWhatIsNeeded() {
    assertThat(assertThrows(UserErrorException.class, () -> pipeline("{}")))
        .hasMessageThat()
        .contains("encode: needs the key 'clip'");
    assertThat(assertThrows(UserErrorException.class, () -> pipeline("{imageFeatures: image.npy}")))
        .hasMessageThat()
        .contains("imageFeatures and textFeatures go together");
  }
}
