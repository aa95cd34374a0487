package org.ptmrec.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.ptmrec.cli.ProgramRun;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.HiddenActivation;
import org.ptmrec.clip.TowerConfig;
import org.ptmrec.testkit.TinyClip;

/** A pipeline on a small generated catalogue, in a folder of its own. */
final class SmallShop {
  private static final List<String> STAGES =
      List.of("ingest", "download-images", "tokenize-text", "encode", "train", "tune", "evaluate");

  /** 784 patches of a picture through two layers. */
  private static final ClipConfig COSTLY =
      new ClipConfig(
          new ClipConfig.Vision(
              new TowerConfig(256, 1024, 4, 2, HiddenActivation.QUICK_GELU, 1e-5), 224, 8),
          TinyClip.CONFIG.text(),
          16,
          TinyClip.CONFIG.logitScale());

  private final Path folder;
  private final Path file;

  private SmallShop(Path folder, String stages) throws IOException {
    this.folder = folder;
    this.file =
        Files.writeString(
            folder.resolve("shop.yaml"),
            """
            name: shop
            catalogue: {folder: catalogue, users: 80, items: 60}
            stages:
              ingest: {interactions: catalogue/interactions.csv, items: catalogue/items.jsonl}
            """
                + stages);
  }

  /** All stages but the report. */
  static SmallShop whole(Path folder) throws IOException {
    return new SmallShop(
        folder,
        """
          download-images:
            base: ${catalogue:url}
            allowPrivateAddresses: true
            perHost: {concurrency: 4, rate: 2000}
          tokenize-text: {}
          encode: {batch: 2}
          train: {recommenders: [VBPR, LightGCN], epochs: 3}
          tune: {methods: [prompt], epochs: 1, batch: 256}
          evaluate: {}
        clip: %s
        """
            .formatted(Path.of("pipelines/models/clip-tiny").toAbsolutePath()));
  }

  /** Encoding takes seconds a TaskManager. */
  static SmallShop ofCostlyPictures(Path folder) throws IOException {
    TinyClip.write(Files.createDirectories(folder.resolve("clip")), COSTLY, 1);
    return new SmallShop(
        folder,
        """
          download-images: {base: catalogue}
          tokenize-text: {}
          encode: {batch: 2}
        clip: clip
        """);
  }

  /** Recommenders that read ids only: two trials that save a checkpoint after each epoch. */
  static SmallShop withoutPictures(Path folder) throws IOException {
    return new SmallShop(
        folder,
        """
          train: {recommenders: [BPR, LightGCN], epochs: 3, patience: 1000000, checkpointEvery: 1}
          evaluate: {}
        """);
  }

  /** A trial of stage two whose many short rounds are shared by two workers. */
  static SmallShop tunedByTwo(Path folder) throws IOException {
    return new SmallShop(
        folder,
        """
          download-images: {base: catalogue}
          tokenize-text: {}
          encode: {}
          train: {recommenders: [FREEDOM], epochs: 3}
          tune: {epochs: 4, batch: 32, accumulate: 2, workers: 2, roundSteps: 2}
          evaluate: {}
        clip: %s
        """
            .formatted(Path.of("pipelines/models/clip-tiny").toAbsolutePath()));
  }

  /** Puts what a store has of some stages into another one. */
  void copy(String from, String to, String... stages) throws IOException {
    for (String stage : stages) {
      Path source = folder.resolve(from).resolve(stage);
      for (Path file : files(from, stage, ".*")) {
        if (Files.isRegularFile(file)) {
          Path target = folder.resolve(to).resolve(stage).resolve(source.relativize(file));
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
  }

  /** A command about this pipeline, with results in a store. */
  String[] command(String command, String store, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(command, file.toString(), "--set", "store=" + folder.resolve(store)));
    arguments.addAll(Arrays.asList(more));
    return arguments.toArray(String[]::new);
  }

  ProgramRun.Result run(String store, String... more) {
    return ProgramRun.of(command("run", store, more));
  }

  /** Content digests of what is published in a store, by stage. */
  Map<String, String> digests(String store) {
    Map<String, String> digests = new TreeMap<>();
    for (String stage : STAGES) {
      manifest(store, stage).ifPresent(found -> digests.put(stage, found.path("digest").asText()));
    }
    return digests;
  }

  /** How many records an artifact holds. */
  long records(String store, String stage) {
    long records = 0;
    for (JsonNode part : manifest(store, stage).orElseThrow().path("parts")) {
      records += part.path("records").asLong();
    }
    return records;
  }

  private Optional<JsonNode> manifest(String store, String stage) {
    return files(store, stage, "manifest\\.json").stream().findFirst().map(SmallShop::json);
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A trial that has saved a checkpoint and is not finished, as its files are called. */
  Optional<String> trialUnderWay(String store) {
    List<String> finished = trials(store, ".finished.avro");
    return trials(store, ".avro").stream()
        .filter(trial -> !finished.contains(trial) && !trial.endsWith(".finished"))
        .findFirst();
  }

  private List<String> trials(String store, String suffix) {
    return files(store, "train", ".*-seed\\d+.*" + Pattern.quote(suffix)).stream()
        .map(file -> file.getFileName().toString())
        .map(name -> name.substring(0, name.length() - suffix.length()))
        .toList();
  }

  /** Files below a stage's folder whose name matches; whatever else vanishes meanwhile. */
  List<Path> files(String store, String stage, String name) {
    Path root = folder.resolve(store).resolve(stage);
    List<Path> found = new ArrayList<>();
    FileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.getFileName().toString().matches(name)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // it has vanished
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(root, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
