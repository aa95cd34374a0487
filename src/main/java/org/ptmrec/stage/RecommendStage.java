package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.ingest.EmbeddingLines;
import org.ptmrec.ingest.IdLines;
import org.ptmrec.schema.KeyedEmbedding;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.UserRecommendations;
import org.ptmrec.transform.CatalogueViews;
import org.ptmrec.transform.ChooseRecommender;
import org.ptmrec.transform.DatasetViews;
import org.ptmrec.transform.NewItems;
import org.ptmrec.transform.RecommendItems;
import org.ptmrec.transform.RecommendSpec;

/** What a service needs of a run: items for every user, and embeddings to search among. */
@AutoService(Stage.class)
public final class RecommendStage implements Stage {
  public static final String NAME = "recommend";
  public static final Output<UserRecommendations> RECOMMENDATIONS =
      Output.of(
              "recommendations",
              UserRecommendations.class,
              RecordKey.text(UserRecommendations::getUserId))
          .withShards(8);
  public static final Output<KeyedEmbedding> USER_EMBEDDINGS =
      Output.of("user-embeddings", KeyedEmbedding.class, RecordKey.text(KeyedEmbedding::getId))
          .withShards(8);
  public static final Output<KeyedEmbedding> ITEM_EMBEDDINGS =
      Output.of("item-embeddings", KeyedEmbedding.class, RecordKey.text(KeyedEmbedding::getId))
          .withShards(4);

  private static final Param<Integer> COUNT =
      Param.integer("count", "items", "Recommended to every user.").or(20).atLeast(1);
  private static final Param<List<String>> SEEN =
      Param.texts("seen", "A user's items of these splits are left out: train, valid, test.")
          .or(List.of("train", "valid", "test"));
  private static final Param<Integer> MIN_INTERACTIONS =
      Param.integer("minInteractions", "interactions", "Items with fewer are left out.")
          .or(0)
          .atLeast(0);
  private static final Param<String> ALLOW =
      Param.file("allow", "Item keys, one a line; no others are recommended.").optional();
  private static final Param<String> DENY =
      Param.file("deny", "Item keys, one a line; these are never recommended.").optional();
  private static final Param<String> NEW_TEXTS =
      Param.file("newItems.texts", "What ptmrec embed made of new items' texts, .jsonl.")
          .optional();
  private static final Param<String> NEW_IMAGES =
      Param.file("newItems.images", "What ptmrec embed made of new items' pictures, .jsonl.")
          .optional();
  private static final Param<Integer> NEIGHBOURS =
      Param.integer("newItems.neighbours", "items", "Known items that place a new one.")
          .or(10)
          .atLeast(1);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Recommends items to every user, and gives out the embeddings of users and items.";
  }

  @Override
  public List<Param<?>> parameters() {
    return List.of(
        COUNT,
        TrialChoice.RECOMMENDER,
        TrialChoice.TUNING,
        SEEN,
        MIN_INTERACTIONS,
        ALLOW,
        DENY,
        NEW_TEXTS,
        NEW_IMAGES,
        NEIGHBOURS);
  }

  @Override
  public List<Input> inputs() {
    return List.of(
        Input.required(IngestStage.NAME),
        Input.optional(EncodeStage.NAME),
        Input.required(TrainStage.NAME),
        Input.optional(TuneStage.NAME));
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(RECOMMENDATIONS, USER_EMBEDDINGS, ITEM_EMBEDDINGS);
  }

  @Override
  public void check(Parameters parameters) {
    for (String split : parameters.get(SEEN)) {
      checkArgument(
          List.of("train", "valid", "test").contains(split),
          "seen: unknown split '%s'; there are train, valid and test",
          split);
    }
  }

  @Override
  public void checkBeside(Parameters parameters, Function<String, Optional<Parameters>> stages) {
    TrialChoice.check(parameters, stages);
  }

  @Override
  public void build(StageContext context) {
    PCollection<TrainedRecommender> trained = context.read(TrainStage.NAME, TrainStage.TRAINED);
    PCollection<MetricValue> validation = context.read(TrainStage.NAME, TrainStage.VALIDATION);
    if (context.has(TuneStage.NAME)) {
      trained =
          PCollectionList.of(trained)
              .and(context.read(TuneStage.NAME, TuneStage.TUNED))
              .apply("Both stages", Flatten.pCollections());
      validation =
          PCollectionList.of(validation)
              .and(context.read(TuneStage.NAME, TuneStage.VALIDATION))
              .apply("Both validations", Flatten.pCollections());
    }
    RecommendItems.Result result =
        trained
            .apply(
                "Choose",
                ChooseRecommender.by(validation)
                    .withRecommender(context.find(TrialChoice.RECOMMENDER).orElse(""))
                    .withTuning(context.find(TrialChoice.TUNING).orElse("")))
            .apply(
                "Recommend",
                RecommendItems.on(dataset(context), catalogue(context)).withSpec(spec(context)));
    context.write(RECOMMENDATIONS, result.getRecommendations());
    context.write(USER_EMBEDDINGS, result.getUserEmbeddings());
    context.write(ITEM_EMBEDDINGS, result.getItemEmbeddings());
  }

  private static RecommendSpec spec(StageContext context) {
    return RecommendSpec.create()
        .withCount(context.get(COUNT))
        .withMinInteractions(context.get(MIN_INTERACTIONS))
        .withSeen(
            context.get(SEEN).stream()
                .map(split -> Split.valueOf(split.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet()));
  }

  private static boolean hasNewItems(StageContext context) {
    return context.find(NEW_TEXTS).isPresent() || context.find(NEW_IMAGES).isPresent();
  }

  private static DatasetViews dataset(StageContext context) {
    if (!hasNewItems(context)) {
      return DatasetViews.of(context.read(IngestStage.NAME, IngestStage.INTERACTIONS));
    }
    if (!context.has(EncodeStage.NAME)) {
      throw new UserErrorException(
          "newItems are placed by the embeddings of the known items; add 'encode: {}' under stages");
    }
    return DatasetViews.of(
        context.read(IngestStage.NAME, IngestStage.INTERACTIONS),
        context.read(EncodeStage.NAME, EncodeStage.EMBEDDINGS));
  }

  private static CatalogueViews catalogue(StageContext context) {
    CatalogueViews catalogue =
        CatalogueViews.of(
            context.read(IngestStage.NAME, IngestStage.USERS),
            context.read(IngestStage.NAME, IngestStage.ITEMS));
    Optional<String> allow = context.find(ALLOW);
    if (allow.isPresent()) {
      catalogue = catalogue.withAllowed(ids(context, "Allowed", allow.get()));
    }
    Optional<String> deny = context.find(DENY);
    if (deny.isPresent()) {
      catalogue = catalogue.withDenied(ids(context, "Denied", deny.get()));
    }
    return hasNewItems(context)
        ? catalogue.withNewItems(
            NewItems.of(
                embeddings(context, "New texts", context.find(NEW_TEXTS)),
                embeddings(context, "New images", context.find(NEW_IMAGES)),
                context.get(NEIGHBOURS)))
        : catalogue;
  }

  private static PCollection<String> ids(StageContext context, String name, String file) {
    return context
        .pipeline()
        .apply(name, Create.of(IdLines.read(file)).withCoder(StringUtf8Coder.of()));
  }

  private static PCollection<KeyedEmbedding> embeddings(
      StageContext context, String name, Optional<String> file) {
    return context
        .pipeline()
        .apply(
            name,
            Create.of(file.map(EmbeddingLines::read).orElse(List.of()))
                .withCoder(AvroCoder.of(KeyedEmbedding.class)));
  }
}
