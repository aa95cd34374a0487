package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.service.AutoService;
import java.util.List;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Recipe;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.clip.EncodeItems;
import org.ptmrec.ingest.ReadEmbeddings;
import org.ptmrec.schema.ItemEmbedding;

/** The items' embeddings under the frozen CLIP (paper §2.2). */
@AutoService(Stage.class)
public final class EncodeStage implements Stage {
  public static final String NAME = "encode";
  static final Output<ItemEmbedding> EMBEDDINGS =
      Output.of("embeddings", ItemEmbedding.class, RecordKey.number(ItemEmbedding::getItem))
          .withShards(8);

  private static final Param<String> IMAGE_FEATURES =
      Param.file(
              "imageFeatures",
              "A NumPy file to read instead of encoding, such as MMRec's image_feat.npy: row i is"
                  + " item i's; with textFeatures.")
          .optional();
  private static final Param<String> TEXT_FEATURES =
      Param.file("textFeatures", "The same for texts, such as MMRec's text_feat.npy.").optional();
  private static final Param<Integer> BATCH =
      Param.integer("batch", "inputs", "Pictures or texts that go through a tower at a time.")
          .or(32)
          .atLeast(1);
  private static final Param<Integer> SHARDS =
      Param.integer("shards", "groups", "Groups that are sorted in memory and cut into batches.")
          .or(8)
          .atLeast(1);

  private static final Param<Boolean> REUSE =
      Param.flag(
              "reuse",
              "Whether pictures and texts that were encoded before keep their embeddings; in other"
                  + " batches the last bits would differ.")
          .or(true)
          .operational();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Embeds the items' pictures and texts with the frozen encoder.";
  }

  @Override
  public List<Param<?>> parameters() {
    return List.of(ClipParam.IF_NEEDED, IMAGE_FEATURES, TEXT_FEATURES, BATCH, SHARDS, REUSE);
  }

  @Override
  public List<Input> inputs() {
    return List.of(
        Input.required(DownloadImagesStage.NAME), Input.required(TokenizeTextStage.NAME));
  }

  /** Features that are read need no pictures, only to know how many items there are. */
  @Override
  public List<Input> inputs(Parameters parameters) {
    return readsFeatures(parameters) ? List.of(Input.required(IngestStage.NAME)) : inputs();
  }

  /** Whether embeddings come from files, which an encoder need not have made. */
  static boolean readsFeatures(Parameters parameters) {
    return parameters.find(IMAGE_FEATURES).isPresent();
  }

  @Override
  public void check(Parameters parameters) {
    checkArgument(
        readsFeatures(parameters) == parameters.find(TEXT_FEATURES).isPresent(),
        "imageFeatures and textFeatures go together");
    checkArgument(
        readsFeatures(parameters) || parameters.find(ClipParam.IF_NEEDED).isPresent(),
        "needs the key 'clip', there or once at the top of the file");
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(EMBEDDINGS);
  }

  /** What this very encoder made before, of a catalogue that may have been another. */
  private static EncodeItems reusing(EncodeItems encode, StageContext context) {
    Recipe recipe = context.recipe();
    boolean isReusable =
        context.get(REUSE)
            && !context.rerun().isForced()
            && context
                .rerun()
                .previous()
                .map(Manifest::recipe)
                .filter(
                    earlier ->
                        earlier.hasSameParameters(recipe)
                            && earlier.code().equals(recipe.code())
                            && earlier.libraries().equals(recipe.libraries()))
                .isPresent();
    return isReusable ? encode.withPrevious(context.readPrevious(EMBEDDINGS)) : encode;
  }

  @Override
  public void checkFiles(Parameters parameters) {
    parameters.find(ClipParam.IF_NEEDED).ifPresent(ClipParam::checkFolder);
  }

  @Override
  public void build(StageContext context) {
    if (readsFeatures(context)) {
      context.write(
          EMBEDDINGS,
          context
              .read(IngestStage.NAME, IngestStage.ITEMS)
              .apply(
                  "Read features",
                  ReadEmbeddings.of(context.get(IMAGE_FEATURES), context.get(TEXT_FEATURES))));
      return;
    }
    context.write(
        EMBEDDINGS,
        PCollectionTuple.of(
                EncodeItems.TEXTS, context.read(TokenizeTextStage.NAME, TokenizeTextStage.TEXTS))
            .and(
                EncodeItems.ITEM_IMAGES,
                context.read(DownloadImagesStage.NAME, DownloadImagesStage.ITEM_IMAGES))
            .and(
                EncodeItems.IMAGES,
                context.read(DownloadImagesStage.NAME, DownloadImagesStage.IMAGES))
            .apply(
                "Encode",
                reusing(
                    EncodeItems.encodeItems()
                        .withClip(context.get(ClipParam.IF_NEEDED))
                        .withBatchSize(context.get(BATCH))
                        .withShards(context.get(SHARDS)),
                    context)));
  }
}
