package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.List;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Storage;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.pipeline.PipelineSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ptmrec artifacts}: what is in the store. */
@Command(
    name = "artifacts",
    description = "Lists, describes and prints artifacts.",
    mixinStandardHelpOptions = true)
final class ArtifactsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** A line for every artifact of the pipeline's stages. */
  @Command(name = "ls", description = "Lists the artifacts", mixinStandardHelpOptions = true)
  int list(
      @Mixin PipelineFile file,
      @Option(names = "--json", description = "Print one manifest a line") boolean json) {
    PipelineSpec pipeline = file.read();
    ArtifactStore store = PipelineFile.store(pipeline);
    PrintWriter out = spec.commandLine().getOut();
    TextTable table = new TextTable(List.of("stage", "fingerprint", "records", "size", "made"));
    for (PipelineSpec.Step step : pipeline.steps()) {
      for (Manifest manifest : store.manifests(step.name())) {
        if (json) {
          out.println(Json.line(manifest));
        }
        table.add(
            List.of(
                manifest.stage(),
                manifest.fingerprint().substring(0, 12),
                Long.toString(manifest.parts().stream().mapToLong(part -> part.records()).sum()),
                ProgressText.size(manifest.size()),
                manifest.finished().toString()));
      }
    }
    if (!json) {
      out.print(table);
    }
    out.flush();
    return ExitCode.OK;
  }

  /** The manifest of an artifact. */
  @Command(
      name = "show",
      description = "Prints the manifest of an artifact",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin PipelineFile file,
      @Parameters(index = "1", paramLabel = "STAGE[/FINGERPRINT]", description = "Which artifact")
          String name) {
    PipelineSpec pipeline = file.read();
    PrintWriter out = spec.commandLine().getOut();
    out.print(Json.pretty(find(PipelineFile.store(pipeline), name)));
    out.flush();
    return ExitCode.OK;
  }

  /** The records of an artifact as JSON. */
  @Command(
      name = "cat",
      description = "Prints the records of an artifact, one JSON object a line",
      mixinStandardHelpOptions = true)
  int cat(
      @Mixin PipelineFile file,
      @Parameters(index = "1", paramLabel = "STAGE[/FINGERPRINT]", description = "Which artifact")
          String name,
      @Option(names = "--output", description = "Only this output") @Nullable String output,
      @Option(
              names = "--limit",
              description = "At most so many records an output",
              defaultValue = "20")
          int limit)
      throws java.io.IOException {
    ArtifactStore store = PipelineFile.store(file.read());
    Manifest manifest = find(store, name);
    List<String> outputs = manifest.parts().stream().map(part -> part.output()).distinct().toList();
    PrintWriter out = spec.commandLine().getOut();
    for (String each : outputs) {
      if (output == null || output.equals(each)) {
        print(store.paths(manifest, each), limit, out);
      }
    }
    if (output != null && !outputs.contains(output)) {
      throw new UserErrorException(
          name + " has no output '" + output + "'; it has " + String.join(", ", outputs));
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(List<String> paths, int limit, PrintWriter out)
      throws java.io.IOException {
    int left = limit;
    for (String path : paths) {
      if (!path.endsWith(".avro")) {
        continue;
      }
      try (DataFileStream<GenericRecord> records =
          new DataFileStream<>(Storage.of(path).open(path), new GenericDatumReader<>())) {
        while (left > 0 && records.hasNext()) {
          out.println(records.next());
          left--;
        }
      }
    }
  }

  /** The last artifact of a stage, or the one whose fingerprint begins as given. */
  private static Manifest find(ArtifactStore store, String name) {
    int slash = name.indexOf('/');
    String stage = slash < 0 ? name : name.substring(0, slash);
    String start = slash < 0 ? "" : name.substring(slash + 1);
    List<Manifest> found =
        store.manifests(stage).stream()
            .filter(manifest -> manifest.fingerprint().startsWith(start))
            .toList();
    if (found.isEmpty()) {
      throw new UserErrorException(
          "there is no artifact " + name + " in " + store.root() + "; see ptmrec artifacts ls");
    }
    return found.get(found.size() - 1);
  }
}
