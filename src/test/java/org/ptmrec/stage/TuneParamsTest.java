package org.ptmrec.stage;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ptmrec.tune.RoundSpec;
import org.ptmrec.tune.TuningVariant;

class TuneParamsTest {

  private static List<TuningVariant> variants(Map<String, Object> keys) {
    return TuneParams.variants(new Written(keys));
  }

  @Test
  void variants_ofNothing_isPromptTuningWithDefaults() {
    assertThat(variants(Map.of())).containsExactly(TuningVariant.of("prompt"));
  }

  @Test
  void variants_ofMethods_isOneEachByItsName() {
    List<TuningVariant> variants =
        variants(
            Map.of(
                "methods", List.of("prompt", "lora"),
                "options", Map.of("lora", Map.of("rank", 8L)),
                "ktWeight", 0.5));
    assertThat(variants.stream().map(TuningVariant::name)).containsExactly("lora", "prompt");
    assertThat(variants.get(0).options()).containsExactly("rank", 8L);
    assertThat(variants.get(0).spec().ktWeight()).isEqualTo(0.5);
    assertThat(variants.get(1).options()).isEmpty();
  }

  @Test
  void variants_writtenOut_overrideTheStageAndNothingElse() {
    List<TuningVariant> variants =
        variants(
            Map.of(
                "epochs",
                7L,
                "prompts",
                4L,
                "variants",
                ImmutableMap.of(
                    "full", Map.of(),
                    "joint", Map.of("fromScratch", true, "ktWeight", 0L, "epochs", 70L),
                    "wide", Map.of("method", "adapter", "width", 16L))));
    assertThat(variants.stream().map(TuningVariant::name))
        .containsExactly("full", "joint", "wide")
        .inOrder();
    TuningVariant full = variants.get(0);
    assertThat(full.spec().training().epochs()).isEqualTo(7);
    assertThat(full.options()).containsExactly("prompts", 4);
    assertThat(full.fromScratch()).isFalse();
    TuningVariant joint = variants.get(1);
    assertThat(joint.fromScratch()).isTrue();
    assertThat(joint.spec().ktWeight()).isEqualTo(0.0);
    assertThat(joint.spec().training().epochs()).isEqualTo(70);
    TuningVariant wide = variants.get(2);
    assertThat(wide.method()).isEqualTo("adapter");
    assertThat(wide.options()).containsExactly("width", 16L);
  }

  @Test
  void variants_withAGrid_tryNoValueThatAVariantSetsItself() {
    List<TuningVariant> variants =
        variants(
            Map.of(
                "grid",
                Map.of("ktWeight", List.of(0.1, 1L)),
                "variants",
                Map.of("full", Map.of(), "without", Map.of("ktWeight", 0L))));
    assertThat(variants.get(0).grid()).containsExactly("ktWeight", List.of(0.1, 1.0));
    assertThat(variants.get(1).grid()).isEmpty();
  }

  @Test
  void forPing_variantsWithEpochsAndGridsOfTheirOwn_allOneEpochAndNoGrid() {
    Map<String, Object> grid = Map.of("ktWeight", List.of(0.1, 1L));
    Map<String, Object> keys =
        Map.of(
            "epochs",
            6L,
            "alignmentEpochs",
            10L,
            "grid",
            grid,
            "variants",
            ImmutableMap.of(
                "full", Map.of(),
                "joint", Map.of("epochs", 40L, "ktWeight", 0.5, "alignmentEpochs", 0L),
                "searched", Map.of("grid", grid, "alignmentEpochs", 20L, "prompts", 4L)));

    List<TuningVariant> variants = TuneParams.variants(TuneParams.forPing(new Written(keys)));

    assertThat(variants.stream().map(TuningVariant::name))
        .containsExactly("full", "joint", "searched")
        .inOrder();
    for (TuningVariant variant : variants) {
      assertThat(variant.spec().training().epochs()).isEqualTo(1);
      assertThat(variant.grid()).isEmpty();
    }
    assertThat(variants.stream().map(variant -> variant.spec().alignmentEpochs()))
        .containsExactly(1, 0, 1)
        .inOrder();
    assertThat(variants.get(1).spec().ktWeight()).isEqualTo(0.5);
    assertThat(variants.get(2).options()).containsExactly("prompts", 4L);
  }

  @Test
  void variants_ofWorkers_haveRoundsOfTheirOwn() {
    List<TuningVariant> variants =
        variants(
            Map.of(
                "roundSteps",
                5L,
                "variants",
                ImmutableMap.of(
                    "alone", Map.of(),
                    "spread", Map.of("workers", 4L, "outerRate", 1L, "outerMomentum", 0.5))));
    assertThat(variants.get(0).spec().rounds()).isEqualTo(new RoundSpec(1, 5, 0.7, 0.9));
    assertThat(variants.get(0).spec().rounds().isSpread()).isFalse();
    assertThat(variants.get(1).spec().rounds()).isEqualTo(new RoundSpec(4, 5, 1, 0.5));
    assertThat(variants.get(1).spec().rounds().isSpread()).isTrue();
  }

  @Test
  void variants_ofRoundsThatCannotBe_areRefusedByName() {
    assertThat(problemOfTwo("workers", 0L)).isEqualTo("workers must be at least 1, was 0");
    assertThat(problemOfTwo("roundSteps", -1L)).isEqualTo("roundSteps must be at least 0, was -1");
    assertThat(problemOfTwo("outerRate", 0L)).startsWith("outerRate must be more than 0");
    assertThat(problemOfTwo("outerMomentum", 1L))
        .startsWith("outerMomentum must be from 0 to below 1");
    assertThat(problemOfTwo("workers", "many")).startsWith("workers expected whole number");
  }

  private static String problemOfTwo(String key, Object value) {
    String problem = problemOf(Map.of("variants", Map.of("two", Map.of(key, value))));
    assertThat(problem).startsWith("variants.two.");
    return problem.substring("variants.two.".length());
  }

  @Test
  void variants_thatCannotBe_areRefusedByName() {
    assertThat(problemOf(Map.of("methods", List.of("promt")))).contains("'promt'");
    assertThat(problemOf(Map.of("variants", Map.of("a/b", Map.of())))).contains("variants.a/b");
    assertThat(problemOf(Map.of("variants", Map.of("full", Map.of("epochs", "many")))))
        .contains("variants.full.epochs expected whole number");
    assertThat(
            problemOf(Map.of("methods", List.of("prompt"), "variants", Map.of("prompt", Map.of()))))
        .contains("has the name of a method");
    assertThat(problemOf(Map.of("options", Map.of("lora", Map.of())))).contains("options.lora");
    assertThat(problemOf(Map.of("grid", Map.of("depth", List.of(1L))))).contains("'depth'");
  }

  private static String problemOf(Map<String, Object> keys) {
    return String.valueOf(assertThrows(RuntimeException.class, () -> variants(keys)).getMessage());
  }

  /** Values as they stand in a file. */
  private record Written(Map<String, Object> keys) implements Parameters {
    @Override
    public <T> T get(Param<T> param) {
      return find(param).orElseThrow();
    }

    @Override
    public <T> Optional<T> find(Param<T> param) {
      Object raw = keys.get(param.name());
      return raw == null ? param.defaultValue() : Optional.of(param.parse(raw));
    }
  }
}
