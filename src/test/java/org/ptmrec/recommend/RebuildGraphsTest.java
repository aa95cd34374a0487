package org.ptmrec.recommend;

import static com.google.common.truth.Truth.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;

/** Graphs of similar items can follow embeddings that change. */
class RebuildGraphsTest {
  private static final ModalEmbeddings BEFORE = embeddings(1);
  private static final ModalEmbeddings AFTER = embeddings(2);

  private final TrainingData data = TrainingData.of(TinyTraining.interactions());

  private static ModalEmbeddings embeddings(long seed) {
    RandomStream random = RandomStream.ofSeed(seed);
    return new ModalEmbeddings(
        Initializer.normal(TinyTraining.ITEMS, 6, 1, random),
        Initializer.normal(TinyTraining.ITEMS, 7, 1, random),
        new boolean[TinyTraining.ITEMS]);
  }

  static List<String> withFeatures() {
    return Recommenders.names().stream()
        .filter(name -> Recommenders.named(name).usesFeatures())
        .toList();
  }

  private Recommender create(String name, ModalEmbeddings embeddings) {
    return Recommenders.named(name)
        .create(
            new RecommenderFactory.Context(
                data,
                Recommenders.hyperparameters(name, Map.of()),
                embeddings,
                16,
                RandomStream.ofSeed(3)));
  }

  /** Of the first embeddings, whatever the graphs were built from. */
  private static float[] items(Recommender recommender) {
    try (Tape tape = Tape.create()) {
      return tape.withoutGradient(
              () -> recommender.represent(tape, new TableFeatures(BEFORE, false)).items())
          .value()
          .toFloats();
    }
  }

  @ParameterizedTest
  @MethodSource("withFeatures")
  void rebuildGraphs_otherEmbeddings_isAsIfCreatedWithThem(String name) {
    Recommender rebuilt = create(name, BEFORE);
    rebuilt.rebuildGraphs(AFTER.image(), AFTER.text());

    assertThat(items(rebuilt)).isEqualTo(items(create(name, AFTER)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FREEDOM", "MGCN", "SMORE"})
  void rebuildGraphs_ofARecommenderWithItemGraphs_changesItsItems(String name) {
    Recommender rebuilt = create(name, BEFORE);
    rebuilt.rebuildGraphs(AFTER.image(), AFTER.text());

    assertThat(items(rebuilt)).isNotEqualTo(items(create(name, BEFORE)));
  }

  @Test
  void rebuildGraphs_ofARecommenderWithoutGraphs_doesNothing() {
    Recommender rebuilt = create("VBPR", BEFORE);
    rebuilt.rebuildGraphs(AFTER.image(), AFTER.text());

    assertThat(items(rebuilt)).isEqualTo(items(create("VBPR", BEFORE)));
  }
}
