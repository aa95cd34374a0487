package org.ptmrec.report;

import com.google.common.collect.ImmutableMap;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Part;
import org.ptmrec.artifact.Recipe;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.FetchFailureReason;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.schema.ItemImage;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Recommendation;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.User;
import org.ptmrec.schema.UserMetrics;
import org.ptmrec.tensor.Matrix;

/** Records in one line each. */
final class ReportRecords {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private ReportRecords() {}

  /** Of a stage that ran from noon on and made one part of 10 records and 2,000 bytes. */
  static Manifest manifest(String stage, Duration duration, Map<String, Object> configuration) {
    Recipe recipe =
        new Recipe(
            stage,
            1,
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>());
    return new Manifest(
        Manifest.FORMAT,
        recipe,
        recipe.fingerprint(),
        "quickstart",
        "20260301-120000",
        configuration,
        Map.of(),
        List.of(new Part("records", "records-0.avro", 2_000, "00", 10, false)),
        "00",
        Map.of("rows read", 1_234L),
        Map.of("runner", "DirectRunner"),
        NOON,
        NOON.plus(duration));
  }

  static Manifest manifest(String stage) {
    return manifest(stage, Duration.ofSeconds(2), ImmutableMap.of());
  }

  static Trial trial(String recommender, String tuning, long seed) {
    return new Trial(recommender, new TreeMap<>(), seed, tuning);
  }

  static Trial trial(String recommender, String hyperparameter, double value) {
    return new Trial(recommender, new TreeMap<>(Map.of(hyperparameter, value)), 1L, "none");
  }

  static MetricValue metric(Trial trial, String split, String metric, double value) {
    return new MetricValue(trial, split, metric, value, 100);
  }

  static MetricValue test(Trial trial, String metric, double value) {
    return metric(trial, "test", metric, value);
  }

  static Item item(int index, String title) {
    return new Item(index, "item-" + index, title + " and its description", title, "i.jpg");
  }

  static User user(int index) {
    return new User(index, "user-" + index);
  }

  static Interaction interaction(int user, int item, Split split) {
    return new Interaction(user, item, split, 1_000L + item);
  }

  static Recommendation recommendation(Trial trial, int user, Integer... items) {
    List<Float> scores = new ArrayList<>();
    for (int i = 0; i < items.length; i++) {
      scores.add((float) -i);
    }
    return new Recommendation(trial, user, List.of(items), scores);
  }

  static FetchFailure failure(int item, String url, FetchFailureReason reason) {
    return new FetchFailure(item, url, reason, "status 404", 2, 404, 30L, java.time.Instant.EPOCH);
  }

  static ItemImage itemImage(int item, String digest) {
    return new ItemImage(item, "i.jpg", digest, null, null);
  }

  static Image image(String digest, byte[] content) {
    return new Image(digest, "image/png", 1, 1, ByteBuffer.wrap(content));
  }

  /** A black picture of four pixels. */
  static byte[] png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static EpochRecord epoch(int epoch, double loss, double transferLoss, double recall) {
    return new EpochRecord(epoch, loss, transferLoss, Map.of("recall@20", recall, "ndcg@20", 0.5));
  }

  static TrainedRecommender trained(Trial trial, int bestEpoch, List<EpochRecord> history) {
    Tensor none = new Tensor("none", List.of(0, 0), ByteBuffer.allocate(0));
    return new TrainedRecommender(
        trial, List.of(), null, List.of(), none, none, bestEpoch, history, 50L, 200L);
  }

  static UserMetrics userMetrics(Trial trial, int user, double recall) {
    return new UserMetrics(trial, user, "test", Map.of("recall@20", recall));
  }

  /** Of twelve items around a circle; texts are turned against images. */
  static List<ItemEmbedding> embeddings() {
    List<ItemEmbedding> embeddings = new ArrayList<>();
    for (int item = 0; item < 12; item++) {
      double angle = item * Math.PI / 6;
      embeddings.add(
          new ItemEmbedding(
              item,
              true,
              List.of((float) Math.cos(angle), (float) Math.sin(angle)),
              List.of((float) Math.sin(angle), (float) Math.cos(angle)),
              null,
              null));
    }
    return embeddings;
  }

  /** As {@link #trained}, with embeddings of the twelve items that put others side by side. */
  static TrainedRecommender tuned(Trial trial, int bestEpoch, List<EpochRecord> history) {
    TrainedRecommender tuned = trained(trial, bestEpoch, history);
    float[] places = new float[24];
    for (int item = 0; item < 12; item++) {
      places[2 * item] = (float) Math.cos(item * Math.PI * 5 / 6);
      places[2 * item + 1] = (float) Math.sin(item * Math.PI * 5 / 6);
    }
    Matrix matrix = Matrix.of(12, 2, places);
    tuned.setItemEmbeddings(TensorRecords.of("items", matrix));
    if (!trial.getTuning().equals("none")) {
      tuned.setEmbeddings(
          List.of(TensorRecords.of("image", matrix), TensorRecords.of("text", matrix)));
    }
    return tuned;
  }
}
