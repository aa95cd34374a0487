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
import org.ptmrec.artifact.StoredArtifact;
import org.ptmrec.pipeline.PipelineSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec artifacts}: what is in the store. */
@Command(
    name = "artifacts",
    description = "Lists, describes, prints and exports artifacts.",
    mixinStandardHelpOptions = true,
    subcommands = ArtifactsExportCommand.class)
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
  int show(@Mixin NamedArtifact artifact) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(Json.pretty(artifact.find().manifest()));
    out.flush();
    return ExitCode.OK;
  }

  /** The records of an artifact as JSON. */
  @Command(
      name = "cat",
      description = "Prints the records of an artifact, one JSON object a line",
      mixinStandardHelpOptions = true)
  int cat(
      @Mixin NamedArtifact artifact,
      @Option(names = "--output", paramLabel = "NAME", description = "Only this output")
          @Nullable String output,
      @Option(
              names = "--limit",
              paramLabel = "N",
              converter = Count.Positive.class,
              description = "At most so many records an output",
              defaultValue = "20")
          int limit)
      throws java.io.IOException {
    StoredArtifact found = artifact.find();
    PrintWriter out = spec.commandLine().getOut();
    for (String each : NamedArtifact.outputs(found.manifest(), output)) {
      print(found.paths(each), limit, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(List<String> paths, int limit, PrintWriter out)
      throws java.io.IOException {
    int left = limit;
    for (String path : paths) {
      try (DataFileStream<GenericRecord> records =
          new DataFileStream<>(Storage.of(path).open(path), new GenericDatumReader<>())) {
        while (left > 0 && records.hasNext()) {
          out.println(records.next());
          left--;
        }
      }
    }
  }
}
