package org.ptmrec.stage;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.report.Records;
import org.ptmrec.report.ReportCollector;
import org.ptmrec.report.ReportInput;
import org.ptmrec.report.ReportPage;

/** The whole run as one page. */
@AutoService(Stage.class)
public final class ReportStage implements Stage {
  public static final String NAME = "report";

  /** The one file of the artifact. */
  public static final String FILE = "report.html";

  /** In the order of the pipeline. */
  private static final List<String> READ =
      List.of(
          IngestStage.NAME,
          DownloadImagesStage.NAME,
          TokenizeTextStage.NAME,
          EncodeStage.NAME,
          TrainStage.NAME,
          TuneStage.NAME,
          EvaluateStage.NAME,
          GateStage.NAME);

  private static final Param<Integer> MAP_ITEMS =
      Param.integer("mapItems", "items", "Drawn into maps of their embeddings; 0 for no maps.")
          .or(300)
          .atLeast(0)
          .atMost(3000);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Writes one HTML page with metrics, curves, failures, times and examples.";
  }

  @Override
  public List<Param<?>> parameters() {
    return List.of(MAP_ITEMS);
  }

  @Override
  public List<Input> inputs() {
    return READ.stream().map(name -> new Input(name, !name.equals(EvaluateStage.NAME))).toList();
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of();
  }

  @Override
  public void build(StageContext context) {
    List<Manifest> manifests = READ.stream().filter(context::has).map(context::manifest).toList();
    ReportInput input =
        ReportInput.builder(manifests)
            .setUsers(records(context, IngestStage.NAME, IngestStage.USERS))
            .setItems(records(context, IngestStage.NAME, IngestStage.ITEMS))
            .setInteractions(records(context, IngestStage.NAME, IngestStage.INTERACTIONS))
            .setItemImages(
                records(context, DownloadImagesStage.NAME, DownloadImagesStage.ITEM_IMAGES))
            .setImages(records(context, DownloadImagesStage.NAME, DownloadImagesStage.IMAGES))
            .setFailures(records(context, DownloadImagesStage.NAME, DownloadImagesStage.FAILURES))
            .setTexts(records(context, TokenizeTextStage.NAME, TokenizeTextStage.TEXTS))
            .setEmbeddings(records(context, EncodeStage.NAME, EncodeStage.EMBEDDINGS))
            .setMapItems(context.get(MAP_ITEMS))
            .setTrained(ofBothStages(context, TrainStage.TRAINED, TuneStage.TUNED))
            .setCosts(ofBothStages(context, TrainStage.COSTS, TuneStage.COSTS))
            .setFailedTrials(ofBothStages(context, TrainStage.FAILED, TuneStage.FAILED))
            .setMetrics(records(context, EvaluateStage.NAME, EvaluateStage.METRICS))
            .setSlices(records(context, EvaluateStage.NAME, EvaluateStage.SLICES))
            .setUserMetrics(records(context, EvaluateStage.NAME, EvaluateStage.USER_METRICS))
            .setVerdicts(records(context, GateStage.NAME, GateStage.VERDICT))
            .setRecommendations(records(context, EvaluateStage.NAME, EvaluateStage.RECOMMENDATIONS))
            .build();
    try (OutputStream out = context.createFile(FILE)) {
      ReportPage.write(ReportCollector.collect(input), out);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static <T extends SpecificRecord> Records<T> ofBothStages(
      StageContext context, Output<T> trained, Output<T> tuned) {
    Records<T> one = records(context, TrainStage.NAME, trained);
    Records<T> two = records(context, TuneStage.NAME, tuned);
    return visitor -> {
      one.forEach(visitor);
      two.forEach(visitor);
    };
  }

  private static <T extends SpecificRecord> Records<T> records(
      StageContext context, String stage, Output<T> output) {
    if (!context.has(stage)) {
      return Records.none();
    }
    RecordFiles<T> files = context.files(stage, output);
    return files::forEach;
  }
}
