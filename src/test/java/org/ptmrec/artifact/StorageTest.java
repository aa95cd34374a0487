package org.ptmrec.artifact;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StorageTest {
  @TempDir Path folder;

  private boolean publish(String content) throws IOException {
    Path part = Files.createDirectories(folder.resolve("draft")).resolve("made.avro");
    Files.writeString(part, content);
    String path = folder.toString();
    return Storage.of(path)
        .publish(
            Map.of("part.avro", part.toString()),
            content.getBytes(UTF_8),
            path + "/draft/whole",
            path + "/artifact");
  }

  private String published(String name) throws IOException {
    return Files.readString(folder.resolve("artifact").resolve(name));
  }

  @Test
  void publish_ontoWhatACutOffDeletionLeft_takesItsPlace() throws Exception {
    Path rest = Files.createDirectories(folder.resolve("artifact")).resolve("old.avro");
    Files.writeString(rest, "half deleted");

    assertThat(publish("new")).isTrue();
    assertThat(published("part.avro")).isEqualTo("new");
    assertThat(published(Manifest.FILE_NAME)).isEqualTo("new");
    assertThat(Files.exists(rest)).isFalse();
  }

  @Test
  void publish_ontoAnArtifact_leavesItAlone() throws Exception {
    assertThat(publish("first")).isTrue();
    assertThat(publish("second")).isFalse();
    assertThat(published("part.avro")).isEqualTo("first");
  }

  @Test
  void publish_ontoAFile_fails() throws Exception {
    Files.writeString(folder.resolve("artifact"), "somebody's");
    assertThrows(IOException.class, () -> publish("new"));
    assertThat(Files.readString(folder.resolve("artifact"))).isEqualTo("somebody's");
  }

  /** Who has the old file open goes on reading it: it is another one. */
  @ParameterizedTest
  @MethodSource("storages")
  void replace_aFile_putsAnotherInItsPlace(Storage storage) throws Exception {
    Path file = folder.resolve("state.avro");
    storage.replace(file.toString(), "old".getBytes(UTF_8));
    Object old = Files.readAttributes(file, "unix:ino").get("ino");
    storage.replace(file.toString(), "new".getBytes(UTF_8));

    assertThat(Files.readString(file)).isEqualTo("new");
    assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isNotEqualTo(old);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  private static List<Storage> storages() {
    return List.of(LocalStorage.INSTANCE, BeamStorage.INSTANCE);
  }

  @Test
  void ofText_fileUris_areThePathsThatTheyName() {
    assertThat(Storage.ofText("file:///mnt/a%20b")).isEqualTo("/mnt/a b");
    assertThat(Storage.ofText("/mnt/a")).isEqualTo("/mnt/a");
    assertThat(Storage.ofText("s3://bucket/a")).isEqualTo("s3://bucket/a");
    assertThat(assertThrows(UserErrorException.class, () -> Storage.ofText("file://host/a")))
        .hasMessageThat()
        .contains("file://host/a names no file here");
  }

  @Test
  void deleteFolder_whileSomebodyWritesThere_succeeds() throws Exception {
    String progress = folder.resolve("work/progress").toString();
    Storage storage = Storage.of(progress);
    FutureTask<Boolean> writer =
        new FutureTask<>(
            () -> {
              for (int i = 0; i < 200; i++) {
                try {
                  storage.replace(progress + "/" + i % 5, new byte[0]);
                } catch (IOException e) {
                  // The folder went while it was written to.
                }
              }
              return true;
            });
    new Thread(writer).start();
    while (!writer.isDone()) {
      storage.deleteFolder(folder.resolve("work").toString());
    }
    assertThat(writer.get()).isTrue();

    storage.deleteFolder(folder.resolve("work").toString());
    assertThat(folder.resolve("work").toFile().exists()).isFalse();
  }
}
