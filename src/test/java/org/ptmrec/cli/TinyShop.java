package org.ptmrec.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Recipe;

/** A pipeline without pictures that takes a second, and commands on its store. */
final class TinyShop {
  private static final int USERS = 12;
  private static final int ITEMS = 8;

  final Path folder;

  TinyShop(Path folder) {
    this.folder = folder;
    interactions(USERS);
    StringBuilder items = new StringBuilder();
    for (int item = 0; item < ITEMS; item++) {
      items.append("{\"item_id\": \"i%d\", \"title\": \"item %d\"}%n".formatted(item, item));
    }
    write("items.jsonl", items.toString());
    write(
        "shop.yaml",
        """
        name: tiny
        stages:
          ingest: {interactions: interactions.csv, items: items.jsonl, kCore: 1}
          train: {recommenders: [BPR], epochs: 1}
          evaluate: {}
        """);
  }

  void interactions(int users) {
    StringBuilder lines = new StringBuilder("user_id,item_id,rating,timestamp\n");
    for (int user = 0; user < users; user++) {
      for (int n = 0; n < 6; n++) {
        lines.append("u%d,i%d,5,%d\n".formatted(user, (user + n * n) % ITEMS, n));
      }
    }
    write("interactions.csv", lines.toString());
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String file() {
    return folder.resolve("shop.yaml").toString();
  }

  ArtifactStore store() {
    return ArtifactStore.open(folder.resolve("artifacts").toString());
  }

  /** A command about the pipeline. */
  ProgramRun.Result command(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, file()));
    arguments.addAll(Arrays.asList(more));
    return ProgramRun.of(arguments.toArray(String[]::new));
  }

  /** A command about the store. */
  ProgramRun.Result onStore(String... command) {
    List<String> arguments = new ArrayList<>(Arrays.asList(command));
    arguments.addAll(List.of("--store", store().root()));
    return ProgramRun.of(arguments.toArray(String[]::new));
  }

  Manifest last(String stage) {
    return store().latest(stage, "tiny").orElseThrow();
  }

  /** Makes the last artifact of a stage what another version of the program would have made. */
  void remake(String stage, Recipe recipe) throws IOException {
    Manifest old = last(stage);
    Path from = Path.of(store().folder(stage, old.fingerprint()));
    Path to = from.resolveSibling(recipe.fingerprint());
    Files.move(from, to);
    Manifest remade =
        new Manifest(
            old.format(),
            recipe,
            recipe.fingerprint(),
            old.pipeline(),
            old.run(),
            old.configuration(),
            old.parentDigests(),
            old.parts(),
            old.digest(),
            old.counters(),
            old.environment(),
            old.started(),
            old.finished());
    Files.writeString(to.resolve(Manifest.FILE_NAME), Json.pretty(remade));
  }
}
