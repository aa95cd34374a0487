package org.ptmrec.transform;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ptmrec.TestPipelineExtension;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.schema.KeyedEmbedding;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.RecommendedItem;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.User;
import org.ptmrec.schema.UserRecommendations;
import org.ptmrec.tensor.Matrix;

/** Users ada, bob and cyd, items a to d, whose scores can be computed in one's head. */
@ExtendWith(TestPipelineExtension.class)
class RecommendItemsTest {
  private static final List<User> USERS =
      List.of(new User(0, "ada"), new User(1, "bob"), new User(2, "cyd"));
  private static final List<Item> ITEMS =
      List.of(item(0, "a"), item(1, "b"), item(2, "c"), item(3, "d"));
  private static final List<Interaction> INTERACTIONS =
      List.of(
          new Interaction(0, 0, Split.TRAIN, 0L),
          new Interaction(0, 1, Split.TEST, 0L),
          new Interaction(1, 2, Split.TRAIN, 0L),
          new Interaction(1, 3, Split.VALID, 0L),
          new Interaction(2, 2, Split.TRAIN, 0L));
  private static final float[][] TEXTS = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};

  private TestPipeline pipeline;
  private CatalogueViews catalogue;
  private PCollection<TrainedRecommender> trained;

  @BeforeEach
  void setUp(TestPipeline pipeline) {
    this.pipeline = pipeline;
    catalogue =
        CatalogueViews.of(create("users", User.class, USERS), create("items", Item.class, ITEMS));
    trained = create("trained", TrainedRecommender.class, List.of(recommender("VBPR", 1)));
  }

  @Test
  void recommend_byDefault_leavesOutWhatAUserHasInAnySplit() {
    expect(
        recommend(RecommendSpec.create()),
        Map.of("ada", "d=1.0 c=0.0", "bob", "b=1.0 a=0.0", "cyd", "a=4.0 b=4.0 d=4.0"));
  }

  @Test
  void recommend_seenInTrainingOnly_offersHeldOutItems() {
    expect(
        recommend(RecommendSpec.create().withSeen(Set.of(Split.TRAIN)).withCount(2)),
        Map.of("ada", "b=3.0 d=1.0", "bob", "d=3.0 b=1.0", "cyd", "a=4.0 b=4.0"));
  }

  @Test
  void recommend_itemsOfFewInteractions_areLeftOut() {
    expect(
        recommend(RecommendSpec.create().withSeen(Set.of()).withMinInteractions(2)),
        Map.of("ada", "c=0.0", "bob", "c=2.0", "cyd", "c=2.0"));
  }

  @Test
  void recommend_deniedItem_isLeftOut() {
    catalogue = catalogue.withDenied(ids("denied", "d", "not there"));
    expect(
        recommend(RecommendSpec.create()),
        Map.of("ada", "c=0.0", "bob", "b=1.0 a=0.0", "cyd", "a=4.0 b=4.0"));
  }

  @Test
  void recommend_allowedItems_areTheOnlyOnes() {
    catalogue = catalogue.withAllowed(ids("allowed", "a", "d"));
    expect(
        recommend(RecommendSpec.create()),
        Map.of("ada", "d=1.0", "bob", "a=0.0", "cyd", "a=4.0 d=4.0"));
  }

  @Test
  void recommend_nothingAllowed_saysSo() {
    catalogue = catalogue.withAllowed(ids("allowed", "x"));
    recommend(RecommendSpec.create());
    assertThat(assertThrows(PipelineExecutionException.class, pipeline::run))
        .hasMessageThat()
        .contains("no item is left to recommend");
  }

  @Test
  void recommend_newItemLikeAKnownOne_isRankedLikeIt() {
    catalogue =
        catalogue.withNewItems(
            NewItems.of(
                create(
                    "new texts",
                    KeyedEmbedding.class,
                    List.of(new KeyedEmbedding("new", List.of(7f, 0f)))),
                create("new images", KeyedEmbedding.class, List.of()),
                1));
    RecommendItems.Result result = recommend(RecommendSpec.create());
    PAssert.that(result.getItemEmbeddings())
        .containsInAnyOrder(
            new KeyedEmbedding("a", List.of(4f, 0f)),
            new KeyedEmbedding("b", List.of(3f, 1f)),
            new KeyedEmbedding("c", List.of(0f, 2f)),
            new KeyedEmbedding("d", List.of(1f, 3f)),
            new KeyedEmbedding("new", List.of(4f, 0f)));
    expect(
        result,
        Map.of(
            "ada", "new=4.0 d=1.0 c=0.0",
            "bob", "b=1.0 a=0.0 new=0.0",
            "cyd", "a=4.0 b=4.0 d=4.0 new=4.0"));
  }

  @Test
  void choose_bestMeanOverSeeds_thenTheBestSeed() {
    PCollection<TrainedRecommender> several =
        create(
            "several",
            TrainedRecommender.class,
            List.of(recommender("BPR", 1), recommender("VBPR", 1), recommender("VBPR", 2)));
    List<MetricValue> values =
        List.of(
            recall("BPR", 1, 0.31), // the best single value, but of a worse mean
            recall("BPR", 2, 0.11),
            recall("VBPR", 1, 0.25),
            recall("VBPR", 2, 0.30));
    PAssert.that(several.apply(ChooseRecommender.by(create("values", MetricValue.class, values))))
        .satisfies(
            chosen -> {
              TrainedRecommender only = chosen.iterator().next();
              assertThat(Trials.key(only.getTrial())).isEqualTo("VBPR-none-seed2");
              assertThat(chosen).hasSize(1);
              return null;
            });
    pipeline.run();
  }

  @Test
  void choose_recommenderThatWasNotTrained_namesThoseThatWere() {
    PCollection<MetricValue> values =
        create("values", MetricValue.class, List.of(recall("VBPR", 1, 0.2)));
    PCollection<TrainedRecommender> unused =
        trained.apply(ChooseRecommender.by(values).withRecommender("SMORE"));
    assertThat(assertThrows(PipelineExecutionException.class, pipeline::run))
        .hasMessageThat()
        .contains("no trained recommender is 'SMORE' tuned ''; there are VBPR tuned none");
  }

  private RecommendItems.Result recommend(RecommendSpec spec) {
    DatasetViews dataset =
        DatasetViews.of(
            create("interactions", Interaction.class, INTERACTIONS),
            create("embeddings", ItemEmbedding.class, embeddings()));
    return trained.apply(RecommendItems.on(dataset, catalogue).withSpec(spec));
  }

  private void expect(RecommendItems.Result result, Map<String, String> expected) {
    PAssert.that(result.getRecommendations())
        .satisfies(
            lists -> {
              Map<String, String> found = new TreeMap<>();
              for (UserRecommendations list : lists) {
                List<String> items = new ArrayList<>();
                for (RecommendedItem item : list.getItems()) {
                  items.add(item.getItemId() + "=" + item.getScore());
                }
                found.put(list.getUserId(), String.join(" ", items));
              }
              assertThat(found).isEqualTo(expected);
              return null;
            });
    PAssert.that(result.getUserEmbeddings())
        .containsInAnyOrder(
            new KeyedEmbedding("ada", List.of(1f, 0f)),
            new KeyedEmbedding("bob", List.of(0f, 1f)),
            new KeyedEmbedding("cyd", List.of(1f, 1f)));
    pipeline.run();
  }

  private <T> PCollection<T> create(String name, Class<T> type, List<T> records) {
    return pipeline.apply(name, Create.of(records).withCoder(AvroCoder.of(type)));
  }

  private PCollection<String> ids(String name, String... ids) {
    return pipeline.apply(name, Create.of(List.of(ids)).withCoder(StringUtf8Coder.of()));
  }

  private static Item item(int index, String id) {
    return new Item(index, id, "text", "title", null);
  }

  private static List<ItemEmbedding> embeddings() {
    List<ItemEmbedding> embeddings = new ArrayList<>();
    for (int item = 0; item < TEXTS.length; item++) {
      embeddings.add(
          ItemEmbedding.newBuilder()
              .setItem(item)
              .setImagePresent(false)
              .setImage(List.of(1f, 1f))
              .setText(List.of(TEXTS[item][0], TEXTS[item][1]))
              .build());
    }
    return embeddings;
  }

  private static MetricValue recall(String recommender, long seed, double value) {
    return new MetricValue(trial(recommender, seed), "valid", "recall@20", value, 3);
  }

  private static Trial trial(String recommender, long seed) {
    return new Trial(recommender, Map.of(), seed, Trials.UNTUNED);
  }

  private static TrainedRecommender recommender(String name, long seed) {
    return TrainedRecommender.newBuilder()
        .setTrial(trial(name, seed))
        .setParameters(List.of())
        .setEncoderTuning(null)
        .setEmbeddings(List.of())
        .setUserEmbeddings(TensorRecords.of("users", Matrix.of(3, 2, 1, 0, 0, 1, 1, 1)))
        .setItemEmbeddings(TensorRecords.of("items", Matrix.of(4, 2, 4, 0, 3, 1, 0, 2, 1, 3)))
        .setBestEpoch(0)
        .setHistory(List.of())
        .setTrainableParameters(0L)
        .setTotalParameters(0L)
        .build();
  }
}
