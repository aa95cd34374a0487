package org.ptmrec.transform;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.recommend.ContentNeighbours;
import org.ptmrec.recommend.ModalEmbeddings;
import org.ptmrec.schema.KeyedEmbedding;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.tensor.Matrix;

/**
 * Items that no training has seen, by CLIP's embeddings of their texts, their pictures or both.
 * They are placed among the known items by {@link ContentNeighbours}; the encoder must be the one
 * that the recommender was trained with, tuned if it was tuned.
 */
@AutoValue
public abstract class NewItems implements Serializable {
  abstract PCollectionView<Iterable<KeyedEmbedding>> texts();

  abstract PCollectionView<Iterable<KeyedEmbedding>> images();

  abstract int neighbours();

  /**
   * @param neighbours how many known items place a new one
   */
  public static NewItems of(
      PCollection<KeyedEmbedding> texts, PCollection<KeyedEmbedding> images, int neighbours) {
    return new AutoValue_NewItems(
        texts.apply("View new texts", View.asIterable()),
        images.apply("View new images", View.asIterable()),
        neighbours);
  }

  List<PCollectionView<?>> views() {
    return List.of(texts(), images());
  }

  /** New items and what they are ranked by. */
  record Placed(List<String> ids, Matrix embeddings) {}

  /**
   * @param known the embeddings of the known items under the encoder as it came
   * @return null if there are no new items
   * @throws UserErrorException if the embeddings have another width than the known ones, or there
   *     are too many of either
   */
  @Nullable Placed place(
      DoFn<?, ?>.ProcessContext context, TrainedRecommender trained, ModalEmbeddings known) {
    TreeMap<String, float[]> contents = new TreeMap<>();
    Matrix image = tensor(trained, "image", known.image());
    Matrix text = tensor(trained, "text", known.text());
    int width = image.cols() + text.cols();
    context
        .sideInput(images())
        .forEach(each -> put(each, contents, width, 0, image.cols(), "pictures"));
    context
        .sideInput(texts())
        .forEach(each -> put(each, contents, width, image.cols(), text.cols(), "texts"));
    if (contents.isEmpty()) {
      return null;
    }
    TableSize.check("contents of the new items", contents.size(), width, "name fewer at a time");
    float[] added = new float[contents.size() * width];
    int at = 0;
    for (float[] content : contents.values()) {
      System.arraycopy(content, 0, added, at, width);
      at += width;
    }
    return new Placed(
        new ArrayList<>(contents.keySet()),
        ContentNeighbours.embed(
            Matrix.of(contents.size(), width, added),
            contents(image, text, known.imagePresent()),
            TensorRecords.matrix(trained.getItemEmbeddings()),
            neighbours()));
  }

  /** Of stage two where there is one. */
  private static Matrix tensor(TrainedRecommender trained, String name, Matrix frozen) {
    for (Tensor tensor : trained.getEmbeddings()) {
      if (tensor.getName().equals(name)) {
        return TensorRecords.matrix(tensor);
      }
    }
    return frozen;
  }

  private static void put(
      KeyedEmbedding item,
      TreeMap<String, float[]> contents,
      int width,
      int from,
      int length,
      String what) {
    if (item.getEmbedding().size() != length) {
      throw new UserErrorException(
          "the new item %s has %d numbers of its %s, the known items have %d; embed it with the CLIP of this pipeline"
              .formatted(item.getId(), item.getEmbedding().size(), what, length));
    }
    float[] content = contents.computeIfAbsent(item.getId(), unused -> new float[width]);
    int at = from;
    for (float value : item.getEmbedding()) {
      content[at++] = value;
    }
    toUnitLength(content, from, length);
  }

  /** Picture and text of every known item side by side; a picture that is not there is zero. */
  private static Matrix contents(Matrix image, Matrix text, boolean[] imagePresent) {
    int items = image.rows();
    int width = image.cols() + text.cols();
    TableSize.check("contents of the known items", items, width, TableSize.LARGER_K_CORE);
    float[] images = image.toFloats();
    float[] texts = text.toFloats();
    float[] contents = new float[items * width];
    for (int item = 0; item < items; item++) {
      int at = item * width;
      if (imagePresent[item]) {
        System.arraycopy(images, item * image.cols(), contents, at, image.cols());
        toUnitLength(contents, at, image.cols());
      }
      System.arraycopy(texts, item * text.cols(), contents, at + image.cols(), text.cols());
      toUnitLength(contents, at + image.cols(), text.cols());
    }
    return Matrix.of(items, width, contents);
  }

  private static void toUnitLength(float[] values, int from, int length) {
    double squares = 0;
    for (int i = from; i < from + length; i++) {
      squares += (double) values[i] * values[i];
    }
    float factor = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
    for (int i = from; i < from + length; i++) {
      values[i] *= factor;
    }
  }
}
