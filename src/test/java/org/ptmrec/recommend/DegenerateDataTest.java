package org.ptmrec.recommend;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Split;
import org.ptmrec.tensor.Matrix;

/** Data at the edge trains to finite numbers, or is refused with what is wrong with it. */
class DegenerateDataTest {

  static List<String> recommenders() {
    return Recommenders.names();
  }

  @ParameterizedTest
  @MethodSource("recommenders")
  void run_onUserWithOneItem_staysFinite(String recommender) {
    List<Interaction> rows = TinyTraining.interactions();
    rows.add(TinyTraining.train(TinyTraining.USERS, 0));
    assertTrains(recommender, rows, TinyTraining.embeddings(TinyTraining.ITEMS));
  }

  @ParameterizedTest
  @MethodSource("recommenders")
  void run_onUserWithoutTrainingItem_staysFinite(String recommender) {
    List<Interaction> rows = TinyTraining.interactions();
    rows.add(new Interaction(TinyTraining.USERS, 0, Split.VALID, 0L));
    assertTrains(recommender, rows, TinyTraining.embeddings(TinyTraining.ITEMS));
  }

  @ParameterizedTest
  @MethodSource("recommenders")
  void run_onItemNeverInteracted_staysFinite(String recommender) {
    List<Interaction> rows = TinyTraining.interactions();
    rows.add(new Interaction(0, TinyTraining.ITEMS + 1, Split.VALID, 0L)); // and one unheard of
    assertTrains(recommender, rows, TinyTraining.embeddings(TinyTraining.ITEMS + 2));
  }

  @ParameterizedTest
  @MethodSource("recommenders")
  void run_onZeroEmbeddings_staysFinite(String recommender) {
    ModalEmbeddings embeddings = TinyTraining.embeddings(TinyTraining.ITEMS);
    zeroFirstRows(embeddings.image(), 1);
    zeroFirstRows(embeddings.text(), 3);
    assertTrains(recommender, TinyTraining.interactions(), embeddings);
  }

  @ParameterizedTest
  @MethodSource("recommenders")
  void run_onEqualEmbeddings_staysFinite(String recommender) {
    int items = TinyTraining.ITEMS;
    ModalEmbeddings embeddings =
        new ModalEmbeddings(ones(items, 4), ones(items, 5), new boolean[items]);
    assertTrains(recommender, TinyTraining.interactions(), embeddings);
  }

  @ParameterizedTest
  @MethodSource("recommenders")
  void run_onRepeatedPairs_staysFinite(String recommender) {
    List<Interaction> rows = TinyTraining.interactions();
    rows.addAll(TinyTraining.interactions());
    assertTrains(recommender, rows, TinyTraining.embeddings(TinyTraining.ITEMS));
  }

  @ParameterizedTest
  @MethodSource("recommenders")
  void run_onFewerItemsThanNeighbours_staysFinite(String recommender) {
    List<Interaction> rows = new ArrayList<>();
    for (int user = 0; user < 4; user++) {
      rows.add(TinyTraining.train(user, user % 3));
      rows.add(new Interaction(user, (user + 1) % 3, Split.VALID, 0L));
    }
    assertTrains(recommender, rows, TinyTraining.embeddings(3));
  }

  @ParameterizedTest
  @MethodSource("recommenders")
  void run_onOneItem_isRefused(String recommender) {
    List<Interaction> rows =
        List.of(
            TinyTraining.train(0, 0),
            TinyTraining.train(1, 0),
            new Interaction(1, 0, Split.VALID, 0L));
    TinyTraining training = training(recommender, rows, TinyTraining.embeddings(1));

    UserErrorException refusal =
        assertThrows(
            UserErrorException.class, () -> training.run(1, 1, CheckpointStore.NONE, epoch -> {}));

    assertThat(refusal).hasMessageThat().contains("user 0 has interacted with all 1 training");
    assertThat(refusal).hasMessageThat().contains("add items or drop the user");
  }

  @Test
  void of_withoutValidationRows_isRefused() {
    List<Interaction> rows = List.of(TinyTraining.train(0, 0), TinyTraining.train(1, 1));

    UserErrorException refusal =
        assertThrows(UserErrorException.class, () -> TrainingData.of(rows));

    assertThat(refusal).hasMessageThat().contains("no validation interactions");
  }

  @Test
  void of_withoutTrainingRows_isRefused() {
    List<Interaction> rows = List.of(new Interaction(0, 0, Split.VALID, 0L));

    UserErrorException refusal =
        assertThrows(UserErrorException.class, () -> TrainingData.of(rows));

    assertThat(refusal).hasMessageThat().contains("no training interactions: all 1 are held out");
  }

  @Test
  void run_whenLossIsNotANumber_saysWhereAndThatNothingWasSaved() {
    UserErrorException end = divergeAfter(0, new TinyTraining.MemoryCheckpoints());

    assertThat(end)
        .hasMessageThat()
        .isEqualTo(
            "VBPR (seed 3, tuning none): the loss is not a number in epoch 0, batch 0;"
                + " lower the learning rate; it had not come to a checkpoint");
  }

  @Test
  void run_whenLossIsNotANumberAfterACheckpoint_namesTheCheckpoint() {
    UserErrorException end = divergeAfter(3, new TinyTraining.MemoryCheckpoints());

    assertThat(end)
        .hasMessageThat()
        .isEqualTo(
            "VBPR (seed 3, tuning none): the loss is not a number in epoch 3, batch 0;"
                + " lower the learning rate;"
                + " the last good checkpoint, of 3 epochs, is in memory");
  }

  /** Spoils the embeddings once so many epochs are done. */
  private static UserErrorException divergeAfter(int epochs, CheckpointStore checkpoints) {
    ModalEmbeddings embeddings = TinyTraining.embeddings(TinyTraining.ITEMS);
    TinyTraining training = training("VBPR", TinyTraining.interactions(), embeddings);
    if (epochs == 0) {
      embeddings.text().array().assign(Float.NaN);
    }
    return assertThrows(
        UserErrorException.class,
        () ->
            training.run(
                epochs + 1,
                1,
                checkpoints,
                epoch -> {
                  if (epoch == epochs - 1) {
                    embeddings.text().array().assign(Float.NaN);
                  }
                }));
  }

  private static TinyTraining training(
      String recommender, List<Interaction> rows, ModalEmbeddings embeddings) {
    return new TinyTraining(recommender, Map.of(), TrainingData.of(rows), embeddings);
  }

  private static void assertTrains(
      String recommender, List<Interaction> rows, ModalEmbeddings embeddings) {
    TinyTraining.Result result =
        training(recommender, rows, embeddings).run(3, 10, CheckpointStore.NONE, epoch -> {});

    assertThat(result.history()).hasSize(3);
    for (EpochRecord epoch : result.history()) {
      assertThat(epoch.getLoss()).isFinite();
      assertThat(epoch.getValidation().get("recall@20")).isFinite();
    }
    result.state().forEach((name, values) -> assertFinite(name, values));
    assertFinite("users", result.last().users().toFloats());
    assertFinite("items", result.last().items().toFloats());
  }

  private static void assertFinite(String name, float[] values) {
    assertWithMessage("elements of %s that are no numbers", name)
        .that(IntStream.range(0, values.length).filter(i -> !Float.isFinite(values[i])).count())
        .isEqualTo(0);
  }

  private static void zeroFirstRows(Matrix matrix, int rows) {
    float[] values = matrix.toFloats();
    java.util.Arrays.fill(values, 0, rows * matrix.cols(), 0f);
    matrix.set(values);
  }

  private static Matrix ones(int rows, int cols) {
    float[] values = new float[rows * cols];
    java.util.Arrays.fill(values, 1f);
    return Matrix.of(rows, cols, values);
  }
}
