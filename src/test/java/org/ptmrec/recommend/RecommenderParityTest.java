package org.ptmrec.recommend;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.ReferenceTensors;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Split;
import org.ptmrec.tensor.Linear;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;

/** Loss, every gradient and the score matrix against the published implementations' numbers. */
class RecommenderParityTest {

  /** The files' names of hyper-parameters and ours. */
  private static final Map<String, String> HYPERPARAMETERS =
      Map.ofEntries(
          Map.entry("reg_weight", "regWeight"),
          Map.entry("n_layers", "layers"),
          Map.entry("knn_k", "knn"),
          Map.entry("mm_image_weight", "imageWeight"),
          Map.entry("dropout", "dropout"));

  /** What differs by recommender: {@code n_layers} is of the item graph where there is one. */
  private static final Map<String, Map<String, String>> OWN_HYPERPARAMETERS =
      Map.of(
          "FREEDOM", Map.of("n_mm_layers", "itemLayers", "n_ui_layers", "layers"),
          "MGCN",
              Map.of(
                  "n_layers", "itemLayers", "n_ui_layers", "layers", "cl_loss", "contrastWeight"),
          "SMORE",
              Map.of(
                  "n_layers",
                  "itemLayers",
                  "n_ui_layers",
                  "layers",
                  "cl_loss",
                  "contrastWeight",
                  "image_knn_k",
                  "imageKnn",
                  "text_knn_k",
                  "textKnn",
                  "dropout_rate",
                  "dropout"));

  /** The files' names of parameters and ours. */
  private static final Map<String, String> PARAMETERS =
      Map.ofEntries(
          Map.entry("user_embedding.weight", "user.embedding"),
          Map.entry("item_embedding.weight", "item.embedding"),
          Map.entry("item_id_embedding.weight", "item.embedding"),
          Map.entry("embedding_dict.user_emb", "user.embedding"),
          Map.entry("embedding_dict.item_emb", "item.embedding"),
          Map.entry("u_embedding", "user.embedding"),
          Map.entry("i_embedding", "item.embedding"),
          Map.entry("item_linear.weight", "item.linear.weight"),
          Map.entry("item_linear.bias", "item.linear.bias"),
          Map.entry("image_embedding.weight", "image.table"),
          Map.entry("text_embedding.weight", "text.table"),
          Map.entry("image_trs.weight", "image.projection.weight"),
          Map.entry("image_trs.bias", "image.projection.bias"),
          Map.entry("text_trs.weight", "text.projection.weight"),
          Map.entry("text_trs.bias", "text.projection.bias"),
          Map.entry("user_online.weight", "user.online"),
          Map.entry("item_online.weight", "item.online"),
          Map.entry("user_target.weight", "user.target"),
          Map.entry("item_target.weight", "item.target"),
          Map.entry("query_common.0.weight", "query.weight"),
          Map.entry("query_common.0.bias", "query.bias"),
          Map.entry("query_common.2.weight", "query.score.weight"),
          Map.entry("query_v.0.weight", "image.query.weight"),
          Map.entry("query_v.0.bias", "image.query.bias"),
          Map.entry("query_v.2.weight", "image.query.out.weight"),
          Map.entry("query_t.0.weight", "text.query.weight"),
          Map.entry("query_t.0.bias", "text.query.bias"),
          Map.entry("query_t.2.weight", "text.query.out.weight"),
          Map.entry("gate_v.0.weight", "image.gate.weight"),
          Map.entry("gate_v.0.bias", "image.gate.bias"),
          Map.entry("gate_t.0.weight", "text.gate.weight"),
          Map.entry("gate_t.0.bias", "text.gate.bias"),
          Map.entry("gate_f.0.weight", "fusion.gate.weight"),
          Map.entry("gate_f.0.bias", "fusion.gate.bias"),
          Map.entry("gate_image_prefer.0.weight", "image.preference.weight"),
          Map.entry("gate_image_prefer.0.bias", "image.preference.bias"),
          Map.entry("gate_text_prefer.0.weight", "text.preference.weight"),
          Map.entry("gate_text_prefer.0.bias", "text.preference.bias"),
          Map.entry("gate_fusion_prefer.0.weight", "fusion.preference.weight"),
          Map.entry("gate_fusion_prefer.0.bias", "fusion.preference.bias"),
          Map.entry("image_complex_weight", "image.filter"),
          Map.entry("text_complex_weight", "text.filter"),
          Map.entry("fusion_complex_weight", "fusion.filter"));

  @ParameterizedTest
  @ValueSource(strings = {"BPR", "LightGCN", "BUIR", "VBPR", "FREEDOM", "MGCN", "SMORE"})
  void objective_onReferenceBatch_equalsPublishedImplementation(String name) {
    ReferenceTensors reference =
        ReferenceTensors.open(
            ReferenceTensors.folder().resolve("recommenders/" + name + ".safetensors"));
    Map<String, String> metadata = reference.metadata();
    TrainingData data = data(reference);
    RecommenderFactory factory = Recommenders.named(name);
    ModalEmbeddings embeddings =
        new ModalEmbeddings(
            reference.matrix("image"), reference.matrix("text"), new boolean[data.items()]);
    Recommender recommender =
        factory.create(
            new RecommenderFactory.Context(
                data,
                hyperparameters(name, metadata),
                embeddings,
                Integer.parseInt(metadata.get("configured_batch_size")),
                RandomStream.ofSeed(1)));
    TableFeatures features = new TableFeatures(embeddings, factory.trainsFeatures());
    List<Parameter> parameters = new ArrayList<>(recommender.parameters());
    parameters.addAll(features.parameters());
    Map<String, Parameter> byReferenceName = byReferenceName(reference, parameters);
    byReferenceName.forEach(
        (theirs, parameter) -> parameter.value().set(ours(reference, "param.", theirs)));

    int[] batch = reference.ints("batch");
    int rows = batch.length / 3;
    try (Tape tape = Tape.create()) {
      Objective objective =
          recommender.objective(
              tape,
              new Batch(
                  java.util.Arrays.copyOfRange(batch, 0, rows),
                  java.util.Arrays.copyOfRange(batch, rows, 2 * rows),
                  java.util.Arrays.copyOfRange(batch, 2 * rows, 3 * rows)),
              features,
              RandomStream.ofSeed(2));
      float loss = reference.floats("loss")[0];
      assertThat(objective.loss().scalar()).isWithin(1e-5 * Math.abs(loss)).of(loss);
      tape.backward(objective.loss(), 1);
      byReferenceName.forEach(
          (theirs, parameter) -> {
            if (parameter.isTrainable()) {
              assertClose(
                  theirs, parameter.gradient().toFloats(), ours(reference, "grad.", theirs));
            }
          });
      tape.reset();

      Representations last = recommender.represent(tape, features);
      Matrix scores = Linear.matmulTransposed(last.users(), last.items()).value();
      assertThat(scores.toFloats())
          .usingTolerance(1e-4)
          .containsExactly(reference.floats("scores"))
          .inOrder();
    }
  }

  @Test
  void beginStep_ofBuir_movesTargetsByMomentumAsPublished() {
    ReferenceTensors reference =
        ReferenceTensors.open(ReferenceTensors.folder().resolve("recommenders/BUIR.safetensors"));
    TrainingData data = data(reference);
    Recommender recommender =
        Recommenders.named("BUIR")
            .create(
                new RecommenderFactory.Context(
                    data,
                    hyperparameters("BUIR", reference.metadata()),
                    null,
                    data.rows(),
                    RandomStream.ofSeed(1)));
    Map<String, Parameter> parameters = byReferenceName(reference, recommender.parameters());
    parameters.forEach(
        (theirs, parameter) -> parameter.value().set(reference.floats("param." + theirs)));

    recommender.beginStep();

    for (String target : List.of("user_target.weight", "item_target.weight")) {
      assertThat(Objects.requireNonNull(parameters.get(target)).value().toFloats())
          .usingTolerance(1e-7)
          .containsExactly(reference.floats("after." + target))
          .inOrder();
    }
  }

  /** A tensor of the file in our layout: filters are pairs of parts there, rows of parts here. */
  private static float[] ours(ReferenceTensors reference, String prefix, String theirs) {
    float[] values = reference.floats(prefix + theirs);
    if (!theirs.endsWith("_complex_weight")) {
      return values;
    }
    int bins = values.length / 2;
    float[] rows = new float[values.length];
    for (int bin = 0; bin < bins; bin++) {
      rows[bin] = values[2 * bin];
      rows[bins + bin] = values[2 * bin + 1];
    }
    return rows;
  }

  private static TrainingData data(ReferenceTensors reference) {
    int[] pairs = reference.ints("pairs");
    List<Interaction> interactions = new ArrayList<>();
    for (int row = 0; row < pairs.length / 2; row++) {
      interactions.add(new Interaction(pairs[2 * row], pairs[2 * row + 1], Split.TRAIN, 0L));
    }
    // Early stopping is not part of this test, but training data must have something to validate
    // on;
    // the last user and item also say how many there are.
    interactions.add(
        new Interaction(
            Integer.parseInt(reference.metadata().get("users")) - 1,
            Integer.parseInt(reference.metadata().get("items")) - 1,
            Split.VALID,
            0L));
    return TrainingData.of(interactions);
  }

  private static Map<String, Double> hyperparameters(String name, Map<String, String> metadata) {
    Map<String, Double> ours = new LinkedHashMap<>();
    Map<String, String> own = OWN_HYPERPARAMETERS.getOrDefault(name, Map.of());
    Map<String, Double> known = Recommenders.hyperparameters(name, Map.of());
    metadata.forEach(
        (key, value) -> {
          String mapped = own.getOrDefault(key, HYPERPARAMETERS.get(key));
          if (mapped != null && known.containsKey(mapped)) {
            ours.put(mapped, Double.valueOf(value));
          }
        });
    return Recommenders.hyperparameters(name, ours);
  }

  private static Map<String, Parameter> byReferenceName(
      ReferenceTensors reference, List<Parameter> parameters) {
    Map<String, Parameter> ours = new LinkedHashMap<>();
    parameters.forEach(p -> ours.put(p.name(), p));
    Map<String, Parameter> matched = new LinkedHashMap<>();
    for (String name : reference.names()) {
      if (name.startsWith("param.")) {
        String theirs = name.substring("param.".length());
        Parameter parameter = ours.remove(PARAMETERS.getOrDefault(theirs, theirs));
        assertWithMessage("our name for %s", theirs).that(parameter).isNotNull();
        matched.put(theirs, parameter);
      }
    }
    assertWithMessage("parameters the reference does not have").that(ours).isEmpty();
    return matched;
  }

  private static void assertClose(String name, float[] actual, float[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    assertWithMessage("relative error of the gradient of %s", name)
        .that(Math.sqrt(difference))
        // The floor: a bias that positives and negatives share has gradient zero but for rounding.
        .isAtMost(1e-4 * Math.sqrt(norm) + 1e-9);
  }
}
