package org.ptmrec.stage;

import com.google.auto.service.AutoService;
import java.util.List;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.clip.EncodeItems;
import org.ptmrec.clip.EncodePrefixes;
import org.ptmrec.schema.EncoderPrefix;

/** The first layers of the frozen CLIP, computed once for every tuning that leaves them alone. */
@AutoService(Stage.class)
public final class EncodePrefixStage implements Stage {
  public static final String NAME = "encode-prefix";
  static final Output<EncoderPrefix> PREFIXES =
      Output.of(
              "prefixes",
              EncoderPrefix.class,
              RecordKey.text(prefix -> prefix.getTower() + " " + prefix.getKey()))
          .withShards(8);

  private static final Param<Integer> LAYERS =
      Param.integer(
              "layers",
              "layers",
              "From the first; used by tunings whose options.prompt.firstLayer is beyond them.")
          .or(6)
          .atLeast(1);
  private static final Param<Integer> BATCH =
      Param.integer("batch", "inputs", "Pictures or texts that go through a tower at a time.")
          .or(32)
          .atLeast(1);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Computes the encoder's first layers for every item, for tunings that begin later.";
  }

  @Override
  public List<Param<?>> parameters() {
    return List.of(ClipParam.CLIP, LAYERS, BATCH);
  }

  @Override
  public List<Input> inputs() {
    return List.of(
        Input.required(DownloadImagesStage.NAME), Input.required(TokenizeTextStage.NAME));
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(PREFIXES);
  }

  @Override
  public void checkFiles(Parameters parameters) {
    ClipParam.checkFolder(parameters.get(ClipParam.CLIP));
  }

  @Override
  public void build(StageContext context) {
    context.write(
        PREFIXES,
        PCollectionTuple.of(
                EncodeItems.TEXTS, context.read(TokenizeTextStage.NAME, TokenizeTextStage.TEXTS))
            .and(
                EncodeItems.IMAGES,
                context.read(DownloadImagesStage.NAME, DownloadImagesStage.IMAGES))
            .apply(
                "Encode prefixes",
                EncodePrefixes.encodePrefixes(context.get(LAYERS))
                    .withClip(context.get(ClipParam.CLIP))
                    .withBatchSize(context.get(BATCH))));
  }
}
