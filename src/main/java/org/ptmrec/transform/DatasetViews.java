package org.ptmrec.transform;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.recommend.ModalEmbeddings;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.tensor.Matrix;

/** The dataset as side inputs of training, tuning and evaluation, turned into arrays once a JVM. */
@AutoValue
public abstract class DatasetViews implements Serializable {
  abstract PCollectionView<Iterable<Interaction>> interactions();

  abstract @Nullable PCollectionView<Iterable<ItemEmbedding>> embeddings();

  /** Names this dataset among those that a JVM has seen. */
  abstract String id();

  /** Without embeddings: enough for recommenders that read ids only, and for evaluation. */
  public static DatasetViews of(PCollection<Interaction> interactions) {
    return new AutoValue_DatasetViews(
        interactions.apply("View interactions", View.asIterable()),
        null,
        UUID.randomUUID().toString());
  }

  public static DatasetViews of(
      PCollection<Interaction> interactions, PCollection<ItemEmbedding> embeddings) {
    return new AutoValue_DatasetViews(
        interactions.apply("View interactions", View.asIterable()),
        embeddings.apply("View embeddings", View.asIterable()),
        UUID.randomUUID().toString());
  }

  /** What a ParDo that calls {@link #data} or {@link #modal} is given as side inputs. */
  List<PCollectionView<?>> views() {
    List<PCollectionView<?>> views = new ArrayList<>();
    views.add(interactions());
    PCollectionView<Iterable<ItemEmbedding>> embeddings = embeddings();
    if (embeddings != null) {
      views.add(embeddings);
    }
    return views;
  }

  TrainingData data(DoFn<?, ?>.ProcessContext context) {
    return JvmCache.get(
        id() + "/interactions", () -> TrainingData.of(context.sideInput(interactions())));
  }

  /** Null where the dataset has no embeddings. */
  @Nullable ModalEmbeddings modal(DoFn<?, ?>.ProcessContext context) {
    PCollectionView<Iterable<ItemEmbedding>> embeddings = embeddings();
    if (embeddings == null) {
      return null;
    }
    int items = data(context).items();
    return JvmCache.get(id() + "/embeddings", () -> modal(context.sideInput(embeddings), items));
  }

  /** Of all items, however they come. */
  static ModalEmbeddings modal(Iterable<ItemEmbedding> records, int items) {
    ItemEmbedding[] byItem = new ItemEmbedding[items];
    for (ItemEmbedding record : records) {
      if (record.getItem() < items) {
        byItem[record.getItem()] = record;
      }
    }
    boolean[] present = new boolean[items];
    for (int item = 0; item < items; item++) {
      if (byItem[item] == null) {
        throw new UserErrorException(
            "no embedding of item " + item + "; run the stage encode on these very interactions");
      }
      present[item] = byItem[item].getImagePresent();
    }
    return new ModalEmbeddings(
        matrix(byItem, ItemEmbedding::getImage), matrix(byItem, ItemEmbedding::getText), present);
  }

  private interface Part {
    List<Float> of(ItemEmbedding record);
  }

  private static Matrix matrix(ItemEmbedding[] byItem, Part part) {
    int width = part.of(byItem[0]).size();
    TableSize.check("embeddings of the items", byItem.length, width, TableSize.LARGER_K_CORE);
    float[] data = new float[byItem.length * width];
    for (int item = 0; item < byItem.length; item++) {
      int at = item * width;
      for (float value : part.of(byItem[item])) {
        data[at++] = value;
      }
    }
    Matrix matrix = Matrix.uninitialized(DataType.FLOAT, byItem.length, width);
    matrix.set(data);
    return matrix;
  }
}
