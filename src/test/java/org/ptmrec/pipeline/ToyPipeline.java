package org.ptmrec.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.schema.User;

/** A pipeline file of the toy stages in a folder of its own. */
final class ToyPipeline {
  final ToyStages stages = new ToyStages();
  final Path folder;

  ToyPipeline(Path folder) {
    this.folder = folder;
    write("names.txt", "ada\nbob\ncyd\n");
    write("toy.yaml", "name: toy\nstages:\n  list: {names: names.txt}\n  rename: {}\n");
  }

  void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PipelineSpec read(String... overrides) {
    return PipelineReader.read(
        folder.resolve("toy.yaml").toString(), Arrays.asList(overrides), stages.all());
  }

  ArtifactStore store() {
    return ArtifactStore.open(folder.resolve("artifacts").toString());
  }

  PipelineRunner.Result run(String... overrides) throws InterruptedException {
    return run(Selection.ALL, overrides);
  }

  PipelineRunner.Result run(Selection selection, String... overrides) throws InterruptedException {
    return new PipelineRunner(read(overrides), store(), new SilentListener()).run(selection);
  }

  List<StagePlan> plan(String... overrides) {
    return new Planner(store()).plan(read(overrides), Selection.ALL);
  }

  List<String> names(Manifest manifest) {
    List<String> names = new ArrayList<>();
    new RecordFiles<>(User.class, store().paths(manifest, "users"))
        .forEach(user -> names.add(user.getUserId()));
    names.sort(null);
    return names;
  }
}
