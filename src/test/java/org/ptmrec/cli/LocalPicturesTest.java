package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.testkit.DrawnPictures;

/** Pictures in a folder: it is their content that counts, wherever the folder is. */
class LocalPicturesTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    StringBuilder interactions = new StringBuilder("user_id,item_id,rating,timestamp\n");
    for (int user = 0; user < 3; user++) {
      interactions.append("u%d,i0,5,0\nu%d,i1,5,1\nu%d,i2,5,2\n".formatted(user, user, user));
    }
    Files.writeString(folder.resolve("interactions.csv"), interactions);
    for (String version : List.of("one", "two")) {
      Files.createDirectories(folder.resolve(version));
      StringBuilder items = new StringBuilder();
      for (int item = 0; item < 3; item++) {
        picture(version + "/" + item + ".png", item);
        items.append("{\"item_id\": \"i%d\", \"image\": \"%d.png\"}%n".formatted(item, item));
      }
      Files.writeString(folder.resolve(version + "/items.jsonl"), items);
    }
    Files.writeString(
        folder.resolve("shop.yaml"),
        """
        name: shop
        data: one
        stages:
          ingest: {interactions: interactions.csv, items: "${data}/items.jsonl", kCore: 1}
          download-images: {base: "${data}"}
        """);
  }

  private void picture(String name, int drawn) throws IOException {
    Files.write(folder.resolve(name), DrawnPictures.png(drawn));
  }

  private Manifest download(String... more) {
    List<String> command = new ArrayList<>(List.of("run", file()));
    command.addAll(List.of(more));
    ProgramRun.Result run = ProgramRun.of(command.toArray(String[]::new));
    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    return ArtifactStore.open(folder.resolve("artifacts").toString())
        .latest("download-images", "shop")
        .orElseThrow();
  }

  private String file() {
    return folder.resolve("shop.yaml").toString();
  }

  @Test
  void run_sameContentInAnotherFolder_isFresh() {
    Manifest first = download();
    assertThat(download("--set", "data=" + folder.resolve("two"))).isEqualTo(first);
  }

  @Test
  void run_otherPictureOfTheSameName_isTaken() throws IOException {
    Manifest first = download();
    picture("two/1.png", 40);

    assertThat(ProgramRun.of("plan", file(), "--set", "data=" + folder.resolve("two")).out())
        .contains("the input file of key base changed");
    Manifest second = download("--set", "data=" + folder.resolve("two"));

    assertThat(second.digest()).isNotEqualTo(first.digest());
    picture("one/1.png", 40);
    assertThat(download().digest()).isEqualTo(second.digest());
  }

  @Test
  void run_besideThePipelineAndItsStore_isFresh() throws IOException {
    String[] here = {
      "--set", "data=" + folder, "--set", "ingest.items=" + folder + "/one/items.jsonl"
    };
    for (int item = 0; item < 3; item++) {
      picture(item + ".png", item);
    }
    Manifest first = download(here);
    Files.writeString(folder.resolve("notes.txt"), "Something else that is here.");
    assertThat(download(here)).isEqualTo(first);
  }
}
