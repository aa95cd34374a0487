package org.ptmrec.transform;

import com.google.auto.value.AutoValue;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.Progress;
import org.ptmrec.artifact.TaggedOutput;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.evaluate.FullRanking;
import org.ptmrec.evaluate.ItemLists;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.schema.KeyedEmbedding;
import org.ptmrec.schema.RecommendedItem;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.UserRecommendations;
import org.ptmrec.tensor.Matrix;

/**
 * The best items of every user under one trained recommender, and what users and items are ranked
 * by. Users are worked on in parallel, {@value #BLOCK} at a time.
 */
@AutoValue
public abstract class RecommendItems
    extends PTransform<PCollection<TrainedRecommender>, RecommendItems.Result> {
  private static final TupleTag<UserRecommendations> RECOMMENDATIONS =
      new TupleTag<>("recommendations") {};
  private static final TupleTag<KeyedEmbedding> USERS = new TupleTag<>("users") {};
  private static final TupleTag<KeyedEmbedding> ITEMS = new TupleTag<>("items") {};
  private static final int BLOCK = 2048;

  abstract DatasetViews dataset();

  abstract CatalogueViews catalogue();

  abstract RecommendSpec spec();

  /**
   * @param dataset with the items' embeddings where the catalogue has new items
   */
  public static RecommendItems on(DatasetViews dataset, CatalogueViews catalogue) {
    return new AutoValue_RecommendItems(dataset, catalogue, RecommendSpec.create());
  }

  public RecommendItems withSpec(RecommendSpec spec) {
    return new AutoValue_RecommendItems(dataset(), catalogue(), spec);
  }

  /** What is shown, and what searches for it. */
  public static final class Result extends TaggedOutput {
    private Result(PCollectionTuple outputs) {
      super(outputs);
    }

    public PCollection<UserRecommendations> getRecommendations() {
      return outputs().get(RECOMMENDATIONS);
    }

    public PCollection<KeyedEmbedding> getUserEmbeddings() {
      return outputs().get(USERS);
    }

    /** Of all items, new ones included: a score is the dot product with a user's embedding. */
    public PCollection<KeyedEmbedding> getItemEmbeddings() {
      return outputs().get(ITEMS);
    }
  }

  /**
   * @param trained exactly one, as {@link ChooseRecommender} gives it
   */
  @Override
  public Result expand(PCollection<TrainedRecommender> trained) {
    PCollectionView<TrainedRecommender> recommender =
        trained.apply("View recommender", View.asSingleton());
    List<PCollectionView<?>> views =
        ImmutableList.<PCollectionView<?>>builder()
            .add(recommender)
            .addAll(dataset().views())
            .addAll(catalogue().views())
            .build();
    PCollectionTuple ofUsers =
        trained
            .apply("Cut users", ParDo.of(new CutFn()))
            .setCoder(KvCoder.of(VarIntCoder.of(), AvroCoder.of(Tensor.class)))
            .apply("Spread users", Reshuffle.viaRandomKey())
            .apply(
                "Rank",
                ParDo.of(new RankFn(recommender, dataset(), catalogue(), spec()))
                    .withSideInputs(views)
                    .withOutputTags(RECOMMENDATIONS, TupleTagList.of(USERS)));
    ofUsers.get(RECOMMENDATIONS).setCoder(AvroCoder.of(UserRecommendations.class));
    ofUsers.get(USERS).setCoder(AvroCoder.of(KeyedEmbedding.class));
    return new Result(
        ofUsers.and(
            ITEMS,
            trained
                .apply(
                    "Name items",
                    ParDo.of(new NameItemsFn(dataset(), catalogue(), spec())).withSideInputs(views))
                .setCoder(AvroCoder.of(KeyedEmbedding.class))));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("count", spec().count()))
        .add(DisplayData.item("seen", spec().seen().toString()))
        .add(DisplayData.item("minInteractions", spec().minInteractions()));
  }

  /** Rows of users, by the first of them. */
  private static class CutFn extends CountingFn<TrainedRecommender, KV<Integer, Tensor>> {
    @ProcessElement
    public void cut(@Element TrainedRecommender trained, OutputReceiver<KV<Integer, Tensor>> out) {
      Tensor users = trained.getUserEmbeddings();
      float[] values = TensorRecords.values(users);
      int width = users.getShape().get(1);
      int count = users.getShape().get(0);
      for (int first = 0; first < count; first += BLOCK) {
        int rows = Math.min(BLOCK, count - first);
        float[] block = new float[rows * width];
        System.arraycopy(values, first * width, block, 0, block.length);
        Progress.total().inc(rows);
        out.output(KV.of(first, TensorRecords.of("users", Matrix.of(rows, width, block))));
      }
    }
  }

  private static class RankFn extends CountingFn<KV<Integer, Tensor>, UserRecommendations> {
    private final PCollectionView<TrainedRecommender> recommender;
    private final DatasetViews dataset;
    private final CatalogueViews views;
    private final RecommendSpec spec;

    RankFn(
        PCollectionView<TrainedRecommender> recommender,
        DatasetViews dataset,
        CatalogueViews views,
        RecommendSpec spec) {
      this.recommender = recommender;
      this.dataset = dataset;
      this.views = views;
      this.spec = spec;
    }

    @ProcessElement
    public void rank(ProcessContext context) {
      int first = context.element().getKey();
      Matrix users = TensorRecords.matrix(context.element().getValue());
      float[] values = users.toFloats();
      String[] ids = views.userIds(context);
      Catalogue catalogue = views.catalogue(context, dataset, context.sideInput(recommender), spec);
      ItemLists seen = seen(dataset.data(context), first, users.rows(), catalogue);
      new FullRanking(users, catalogue.candidates(), seen)
          .rank(
              IntStream.range(0, users.rows()).toArray(),
              spec.count(),
              (row, ranked, scores) -> {
                List<RecommendedItem> items = new ArrayList<>();
                for (int rank = 0; rank < ranked.length; rank++) {
                  items.add(
                      new RecommendedItem(catalogue.idOfCandidate(ranked[rank]), scores[rank]));
                }
                context.output(new UserRecommendations(ids[first + row], items));
                List<Float> embedding = new ArrayList<>();
                for (int j = row * users.cols(); j < (row + 1) * users.cols(); j++) {
                  embedding.add(values[j]);
                }
                context.output(USERS, new KeyedEmbedding(ids[first + row], embedding));
                Progress.done().inc();
              });
    }

    /** What the users of a block have already, as candidates. */
    private ItemLists seen(TrainingData data, int first, int users, Catalogue catalogue) {
      List<Integer> rows = new ArrayList<>();
      List<Integer> items = new ArrayList<>();
      for (Split split : spec.seen()) {
        ItemLists lists = of(split, data);
        for (int row = 0; row < users; row++) {
          for (int item : lists.of(first + row)) {
            if (catalogue.position(item) >= 0) {
              rows.add(row);
              items.add(catalogue.position(item));
            }
          }
        }
      }
      return ItemLists.ofPairs(
          users,
          rows.stream().mapToInt(Integer::intValue).toArray(),
          items.stream().mapToInt(Integer::intValue).toArray());
    }

    private static ItemLists of(Split split, TrainingData data) {
      return switch (split) {
        case TRAIN -> data.train();
        case VALID -> data.validation();
        case TEST -> data.test();
      };
    }
  }

  private static class NameItemsFn extends DoFn<TrainedRecommender, KeyedEmbedding> {
    private final DatasetViews dataset;
    private final CatalogueViews views;
    private final RecommendSpec spec;

    NameItemsFn(DatasetViews dataset, CatalogueViews views, RecommendSpec spec) {
      this.dataset = dataset;
      this.views = views;
      this.spec = spec;
    }

    @ProcessElement
    public void name(ProcessContext context) {
      Catalogue catalogue = views.catalogue(context, dataset, context.element(), spec);
      for (int row = 0; row < catalogue.size(); row++) {
        context.output(new KeyedEmbedding(catalogue.id(row), catalogue.embedding(row)));
      }
    }
  }
}
