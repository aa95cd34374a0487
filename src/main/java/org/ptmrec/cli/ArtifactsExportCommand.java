package org.ptmrec.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.StoredArtifact;
import org.ptmrec.export.ExportFormat;
import org.ptmrec.export.RecordExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec artifacts export}: an artifact for programs that do not read Avro. */
@Command(
    name = "export",
    description = "Writes the records of an artifact as CSV, JSON lines or Parquet",
    mixinStandardHelpOptions = true)
final class ArtifactsExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private NamedArtifact artifact;

  @Option(names = "--output", description = "Only this output, such as recommendations")
  private @Nullable String output;

  @Option(
      names = "--format",
      paramLabel = "csv|jsonl|parquet",
      description = "Of the files (${DEFAULT-VALUE})")
  private ExportFormat format = ExportFormat.CSV;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      required = true,
      description = "Where the files go: one for each part of the artifact")
  private Path out;

  @Override
  public Integer call() {
    StoredArtifact found = artifact.find();
    Manifest manifest = found.manifest();
    for (String each : NamedArtifact.outputs(manifest, output)) {
      List<Path> files = RecordExport.write(found.paths(each), out, format);
      long records = manifest.partsOf(each).stream().mapToLong(part -> part.records()).sum();
      spec.commandLine()
          .getErr()
          .printf("%s: %,d records in %d files in %s%n", each, records, files.size(), out);
    }
    spec.commandLine().getErr().flush();
    return ExitCode.OK;
  }
}
