package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.pipeline.PipelineReader;
import org.ptmrec.pipeline.PipelineRunner;
import org.ptmrec.pipeline.Selection;
import org.ptmrec.pipeline.SilentListener;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.schema.ItemImage;
import org.ptmrec.stage.Stages;
import org.ptmrec.testkit.ImageServer;
import org.ptmrec.testkit.TinyClip;

/** Runs of a pipeline whose catalogue or servers have changed: only that is done again. */
class DownloadAgainTest {
  private static final int ITEMS = 60;

  @TempDir Path folder;
  private final ImageServer server = ImageServer.start();
  private Path file;

  @BeforeEach
  void setUp() throws IOException {
    TinyClip.write(Files.createDirectory(folder.resolve("clip")), 3);
    for (int i = 0; i <= ITEMS; i++) {
      server.route(path(i), ImageServer.ok(TestPictures.png(i), "ETag: v" + i));
    }
    file =
        Files.writeString(
            folder.resolve("p.yaml"),
            String.join(
                "\n",
                "name: again",
                "clip: clip",
                "stages:",
                "  ingest: {interactions: i.csv, items: i.jsonl, kCore: 1}",
                "  download-images: {base: \"" + server.url("/") + "\", attempts: 1,",
                "    allowPrivateAddresses: true, perHost: {rate: 100000}}",
                "  tokenize-text: {}",
                "  encode: {batch: 8}"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String path(int item) {
    return "/" + item + ".png";
  }

  /** The newest item comes first, so that the numbers of all others change. */
  private void writeCatalogue(int items) throws IOException {
    StringBuilder interactions = new StringBuilder("user_id,item_id,rating,timestamp\n");
    StringBuilder lines = new StringBuilder();
    for (int i = items - 1; i >= 0; i--) {
      interactions.append("u,i").append(i).append(",5,").append(i).append('\n');
      lines.append(
          String.format(
              "{\"item_id\": \"i%d\", \"title\": \"thing %d\", \"image\": \"%d.png\"}%n", i, i, i));
    }
    Files.writeString(folder.resolve("i.csv"), interactions);
    Files.writeString(folder.resolve("i.jsonl"), lines);
  }

  private Map<String, Manifest> run(Set<String> forced, Set<String> retried) throws Exception {
    return new PipelineRunner(
            PipelineReader.read(file.toString(), List.of(), Stages.all()),
            store(),
            new SilentListener())
        .run(new Selection(Optional.empty(), Optional.empty(), Optional.empty(), forced, retried))
        .artifacts();
  }

  private ArtifactStore store() {
    return ArtifactStore.open(folder.resolve("artifacts").toString());
  }

  private <T extends SpecificRecord> List<T> records(
      Manifest manifest, String output, Class<T> type) {
    return new RecordFiles<>(type, store().paths(manifest, output)).readAll();
  }

  private Map<String, ItemEmbedding> embeddings(Map<String, Manifest> run) {
    Map<Integer, String> ids = new HashMap<>();
    records(run.get("ingest"), "items", Item.class)
        .forEach(item -> ids.put(item.getItem(), item.getItemId()));
    Map<String, ItemEmbedding> byId = new HashMap<>();
    records(run.get("encode"), "embeddings", ItemEmbedding.class)
        .forEach(embedding -> byId.put(ids.get(embedding.getItem()), embedding));
    return byId;
  }

  private int asked() {
    int sum = 0;
    for (int i = 0; i <= ITEMS; i++) {
      sum += server.count(path(i));
    }
    return sum;
  }

  @Test
  void run_oneNewItem_onlyItsPictureIsFetchedAndEncoded() throws Exception {
    writeCatalogue(ITEMS);
    Map<String, ItemEmbedding> before = embeddings(run(Set.of(), Set.of()));
    assertThat(asked()).isEqualTo(ITEMS);
    writeCatalogue(ITEMS + 1);
    Map<String, Manifest> second = run(Set.of(), Set.of());
    assertThat(asked()).isEqualTo(ITEMS + 1);
    assertThat(server.count(path(ITEMS))).isEqualTo(1);
    assertThat(second.get("encode").counters())
        .containsAtLeast(
            "EncodeImages/encoded-images",
            1L,
            "EncodeImages/reused-images",
            (long) ITEMS,
            "EncodeTexts/encoded-texts",
            1L,
            "EncodeTexts/reused-texts",
            (long) ITEMS);
    Map<String, ItemEmbedding> after = embeddings(second);
    assertThat(after).hasSize(ITEMS + 1);
    before.forEach(
        (id, embedding) -> {
          ItemEmbedding now = after.get(id);
          assertThat(bits(now.getImage())).isEqualTo(bits(embedding.getImage()));
          assertThat(bits(now.getText())).isEqualTo(bits(embedding.getText()));
        });
  }

  private static List<Integer> bits(List<Float> values) {
    return values.stream().map(Float::floatToRawIntBits).toList();
  }

  @Test
  void run_retryFailed_onlyThoseReasonsAreAskedAgain() throws Exception {
    server.route("/3.png", ImageServer.inTurn(ImageServer.status(404), ok(3)));
    server.route("/4.png", ImageServer.inTurn(ImageServer.status(503), ok(4)));
    writeCatalogue(ITEMS);
    Manifest first = run(Set.of(), Set.of()).get("download-images");
    assertThat(records(first, "failures", FetchFailure.class)).hasSize(2);
    run(Set.of(), Set.of("TIMEOUT"));
    assertThat(asked()).isEqualTo(ITEMS);
    Map<String, Manifest> second = run(Set.of(), Set.of("HTTP_5XX"));
    assertThat(asked()).isEqualTo(ITEMS + 1);
    assertThat(server.count("/4.png")).isEqualTo(2);
    List<FetchFailure> left =
        records(second.get("download-images"), "failures", FetchFailure.class);
    assertThat(left.stream().map(FetchFailure::getUrl).toList()).containsExactly("3.png");
    assertThat(second.get("encode").counters())
        .containsAtLeast(
            "EncodeImages/encoded-images", 1L, "EncodeImages/reused-images", (long) ITEMS - 2);
  }

  @Test
  void run_sameBytesAtTwoAddresses_storedOnce() throws Exception {
    server.route("/5.png", ok(4));
    writeCatalogue(ITEMS);
    Manifest download = run(Set.of(), Set.of()).get("download-images");
    assertThat(asked()).isEqualTo(ITEMS);
    assertThat(records(download, "item-images", ItemImage.class)).hasSize(ITEMS);
    assertThat(records(download, "images", Image.class)).hasSize(ITEMS - 1);
  }

  private static ImageServer.Handler ok(int item) {
    return ImageServer.ok(TestPictures.png(item));
  }

  @Test
  void run_forced_asksWhetherPicturesHaveChanged() throws Exception {
    writeCatalogue(ITEMS);
    run(Set.of(), Set.of());
    for (int i = 0; i < ITEMS; i++) {
      server.route(path(i), ImageServer.answer(304, new byte[0]));
    }
    byte[] changed = TestPictures.png(1000);
    server.route("/5.png", ImageServer.ok(changed, "ETag: v5b"));
    Map<String, Manifest> second = run(Set.of("download-images"), Set.of());
    assertThat(asked()).isEqualTo(2 * ITEMS);
    assertThat(server.requests("/6.png").get(1).headers()).containsEntry("if-none-match", "v6");
    assertThat(second.get("download-images").counters())
        .containsEntry("FetchImages/reused", (long) ITEMS - 1);
    assertThat(second.get("encode").counters()).containsEntry("EncodeImages/encoded-images", 1L);
  }

  @Test
  void run_otherLimits_nothingTakenOver() throws Exception {
    writeCatalogue(ITEMS);
    run(Set.of(), Set.of());
    Files.writeString(file, Files.readString(file).replace("attempts: 1", "maxBytes: 50KiB"));
    run(Set.of(), Set.of());
    assertThat(asked()).isEqualTo(2 * ITEMS);
  }
}
