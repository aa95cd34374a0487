package org.ptmrec.recommend;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code pipelines/recommenders} documents is what the program does. */
class RecommenderDefaultsTest {
  private static final Path FOLDER = Path.of("pipelines", "recommenders");

  static List<String> recommenders() {
    return Recommenders.names();
  }

  @ParameterizedTest
  @MethodSource("recommenders")
  void defaults_inDocumentation_areTheFactorys(String recommender) throws IOException {
    JsonNode file = new YAMLMapper().readTree(FOLDER.resolve(recommender + ".yaml").toFile());
    assertThat(file.path("recommender").asText()).isEqualTo(recommender);

    Map<String, Double> documented = new LinkedHashMap<>();
    file.path("hyperparameters")
        .fields()
        .forEachRemaining(e -> documented.put(e.getKey(), e.getValue().asDouble()));

    assertThat(documented).isEqualTo(Recommenders.hyperparameters(recommender, Map.of()));
  }

  @ParameterizedTest
  @MethodSource("recommenders")
  void grid_inDocumentation_namesHyperparametersAndHoldsNumbers(String recommender)
      throws IOException {
    JsonNode file = new YAMLMapper().readTree(FOLDER.resolve(recommender + ".yaml").toFile());
    Map<String, Double> known = Recommenders.hyperparameters(recommender, Map.of());
    file.path("grid")
        .fields()
        .forEachRemaining(
            e -> {
              assertThat(known).containsKey(e.getKey());
              assertWithMessage(e.getKey()).that(e.getValue().size()).isAtLeast(2);
              e.getValue().forEach(value -> assertThat(value.isNumber()).isTrue());
            });
  }

  @Test
  void folder_holdsNothingElse() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted().toList())
          .isEqualTo(Recommenders.names().stream().map(name -> name + ".yaml").sorted().toList());
    }
  }
}
