package org.ptmrec.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Inspection;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.artifact.Storage;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.pipeline.PipelineReader;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.RunLedger;
import org.ptmrec.pipeline.RunRecord;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.stage.DownloadImagesStage;
import org.ptmrec.stage.Stages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ptmrec failures}: which pictures could not be had, and why. */
@Command(
    name = "failures",
    description = {
      "Shows which pictures a run could not download, and why.",
      "Try them again with: ptmrec run FILE --retry-failed[=REASON,...]"
    },
    mixinStandardHelpOptions = true)
final class FailuresCommand implements Callable<Integer> {
  private static final String STAGE = DownloadImagesStage.NAME;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN|FILE",
      description = "A run, as ptmrec status names it, or a pipeline file for its download")
  private String subject;

  @Option(
      names = "--store",
      paramLabel = "FOLDER",
      description = "Where the run is (${DEFAULT-VALUE}); a pipeline file names it itself")
  private String folder = "artifacts";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the pipeline file; repeatable")
  private List<String> overrides = List.of();

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      split = ",",
      description = "Only these, such as TIMEOUT,HTTP_429")
  private Set<String> reasons = Set.of(FailureReasons.ALL);

  @Option(
      names = "--limit",
      paramLabel = "N",
      converter = Count.OrNone.class,
      description = "URLs of the text form (${DEFAULT-VALUE}); the JSON form has all")
  private int limit = 20;

  @Option(names = "--json", description = "Print one failure a line as a JSON object")
  private boolean json;

  @Override
  public Integer call() {
    Set<String> wanted = FailureReasons.parse("--reason", reasons);
    List<FetchFailure> failures = new ArrayList<>();
    records()
        .forEach(
            failure -> {
              if (wanted.contains(failure.getReason().name())) {
                failures.add(failure);
              }
            });
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      failures.forEach(failure -> out.println(Json.ordered(object(failure))));
    } else {
      print(failures, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private RecordFiles<FetchFailure> records() {
    ArtifactStore store;
    Manifest manifest;
    if (Files.isRegularFile(Path.of(subject))) {
      PipelineSpec pipeline = PipelineReader.read(subject, overrides, Stages.all());
      store = PipelineFile.store(pipeline);
      manifest =
          NamedArtifact.wanted(pipeline, store, STAGE, spec)
              .orElseThrow(
                  () ->
                      new UserErrorException(
                          subject + ": no download has been published in " + pipeline.store()));
    } else {
      store = ArtifactStore.open(Storage.absolute(folder));
      manifest = ofRun(store);
    }
    return new RecordFiles<>(
        FetchFailure.class, store.paths(manifest, DownloadImagesStage.FAILURES.name()));
  }

  private Manifest ofRun(ArtifactStore store) {
    RunRecord run =
        new RunLedger(store.root())
            .runs().stream()
                .filter(record -> record.id().equals(subject))
                .findFirst()
                .orElseThrow(
                    () ->
                        new UserErrorException(
                            "there is no pipeline file and no run "
                                + subject
                                + " in "
                                + store.root()
                                + "; see ptmrec status, or give --store"));
    Inspection found =
        run.stages().stream()
            .filter(stage -> stage.stage().equals(STAGE))
            .findFirst()
            .map(stage -> store.inspect(STAGE, stage.fingerprint()))
            .filter(Inspection::isWhole)
            .orElseThrow(
                () ->
                    new UserErrorException(
                        "run " + subject + " has no artifact of " + STAGE + " in " + store.root()));
    return found.manifest();
  }

  private void print(List<FetchFailure> failures, PrintWriter out) {
    Map<String, Integer> counts = new TreeMap<>();
    failures.forEach(failure -> counts.merge(failure.getReason().name(), 1, Integer::sum));
    TextTable table = new TextTable(List.of("reason", "items"));
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(entry -> table.add(List.of(entry.getKey(), Integer.toString(entry.getValue()))));
    out.print(failures.isEmpty() ? "no failures\n" : table + "\n");
    TextTable urls = new TextTable(List.of("item", "reason", "status", "attempts", "url"));
    failures.stream()
        .limit(limit)
        .forEach(
            failure ->
                urls.add(
                    List.of(
                        Integer.toString(failure.getItem()),
                        failure.getReason().name(),
                        failure.getHttpStatus() == null ? "" : failure.getHttpStatus().toString(),
                        Integer.toString(failure.getAttempts()),
                        failure.getUrl().replaceAll("\\p{Cntrl}", "?"))));
    if (!failures.isEmpty() && limit > 0) {
      out.print(urls);
    }
    if (failures.size() > limit) {
      out.println("… and " + (failures.size() - limit) + " more: --limit N, or --json for all");
    }
  }

  private static Map<String, Object> object(FetchFailure failure) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("item", failure.getItem());
    object.put("url", failure.getUrl());
    object.put("reason", failure.getReason().name());
    object.put("detail", failure.getDetail());
    object.put("attempts", failure.getAttempts());
    object.put("httpStatus", failure.getHttpStatus());
    object.put("millis", failure.getMillis());
    object.put("time", failure.getTime().toString());
    return object;
  }
}
