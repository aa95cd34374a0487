package org.ptmrec.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ptmrec.evaluate.EmbeddingGeometry;
import org.ptmrec.evaluate.GaussianDensity;
import org.ptmrec.evaluate.Tsne;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.tensor.RandomStream;

/**
 * The paper's Figure 4: maps of item embeddings under the settings that a sweep compares. The paper
 * gives no settings of its own; these are what the literature usually takes.
 */
final class EmbeddingMaps {
  private static final double PERPLEXITY = 30;
  private static final int GROUPS = 10;
  private static final long SEED = 999;
  private static final double MARGIN = 0.06;

  /** Degrees. */
  static final int ANGLE_STEP = 5;

  private final int sample;

  private EmbeddingMaps(int sample) {
    this.sample = sample;
  }

  /**
   * Of the recommender with most tuning variants, under its least seed.
   *
   * @param sample how many items at most; 0 for no maps
   */
  static ImmutableList<EmbeddingMap> of(
      ReportInput input, MetricTable table, Variants variants, int sample) {
    Map<Variant, TrainedRecommender> settings = settings(input, table, variants);
    if (sample < 4 || settings.size() < 2) {
      return ImmutableList.of();
    }
    TrainedRecommender untuned = settings.values().iterator().next();
    ItemVectors frozen =
        ItemVectors.of(input.embeddings()).first(untuned.getItemEmbeddings().getShape().get(0));
    if (frozen.items() < 4) {
      return ImmutableList.of();
    }
    EmbeddingMaps maps = new EmbeddingMaps(Math.min(sample, frozen.items()));
    int[] items = maps.items(frozen.items());
    int[] groups =
        EmbeddingGeometry.groups(
            ProjectedFeatures.rowsOf(untuned.getItemEmbeddings(), items),
            GROUPS,
            RandomStream.ofSeed(SEED));
    return settings.entrySet().stream()
        .map(
            setting ->
                maps.map(
                    setting.getKey(),
                    ProjectedFeatures.of(setting.getValue(), frozen, items),
                    groups))
        .collect(toImmutableList());
  }

  /** The untuned one first. */
  private static Map<Variant, TrainedRecommender> settings(
      ReportInput input, MetricTable table, Variants variants) {
    Map<String, Long> tunings = new TreeMap<>();
    table.rows().stream()
        .filter(row -> row.variant().tuned())
        .forEach(row -> tunings.merge(row.variant().base(), 1L, Long::sum));
    String base =
        tunings.entrySet().stream()
            .max(
                Map.Entry.<String, Long>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
            .map(Map.Entry::getKey)
            .orElse("");
    ImmutableSet<Variant> wanted =
        table.rows().stream()
            .map(MetricTable.Row::variant)
            .filter(variant -> variant.base().equals(base))
            .collect(ImmutableSet.toImmutableSet());
    Map<Variant, TrainedRecommender> found = new HashMap<>();
    input
        .trained()
        .forEach(
            trained -> {
              Variant variant = variants.of(trained.getTrial());
              if (wanted.contains(variant)) {
                found.merge(
                    variant,
                    trained,
                    (a, b) -> a.getTrial().getSeed() <= b.getTrial().getSeed() ? a : b);
              }
            });
    Map<Variant, TrainedRecommender> ordered = new LinkedHashMap<>();
    wanted.stream()
        .filter(found::containsKey)
        .sorted(Comparator.comparing(Variant::tuned))
        .forEach(variant -> ordered.put(variant, found.get(variant)));
    return ordered;
  }

  /** Drawn without replacement, in ascending order. */
  private int[] items(int all) {
    int[] shuffled = new int[all];
    Arrays.setAll(shuffled, i -> i);
    RandomStream.ofSeed(SEED).shuffle(shuffled);
    int[] items = Arrays.copyOf(shuffled, sample);
    Arrays.sort(items);
    return items;
  }

  private EmbeddingMap map(Variant variant, ProjectedFeatures features, int[] groups) {
    float[][] both =
        Stream.concat(Arrays.stream(features.images()), Arrays.stream(features.texts()))
            .toArray(float[][]::new);
    double[][] map = Tsne.map(both, PERPLEXITY);
    double[] angles = Arrays.stream(map).mapToDouble(p -> Math.atan2(p[1], p[0])).toArray();
    double[] directions = directions();
    ImmutableList<EmbeddingMap.Place> places = places(map);
    return new EmbeddingMap(
        variant,
        places.subList(0, sample),
        places.subList(sample, 2 * sample),
        DensityPicture.of(places),
        Arrays.stream(GaussianDensity.of(angles, directions)).boxed().collect(toImmutableList()),
        EmbeddingGeometry.silhouette(features.images(), groups),
        EmbeddingGeometry.silhouette(features.texts(), groups),
        EmbeddingGeometry.alignment(features.images(), features.texts()));
  }

  /** Radians, from −π to π. */
  private static double[] directions() {
    double[] directions = new double[360 / ANGLE_STEP + 1];
    Arrays.setAll(directions, i -> Math.toRadians(-180 + i * ANGLE_STEP));
    return directions;
  }

  private static ImmutableList<EmbeddingMap.Place> places(double[][] map) {
    double most =
        Arrays.stream(map)
            .mapToDouble(place -> Math.max(Math.abs(place[0]), Math.abs(place[1])))
            .max()
            .orElse(1);
    double scale = (0.5 - MARGIN) / Math.max(most, 1e-12);
    List<EmbeddingMap.Place> places =
        Arrays.stream(map)
            .map(place -> new EmbeddingMap.Place(0.5 + scale * place[0], 0.5 - scale * place[1]))
            .toList();
    return ImmutableList.copyOf(places);
  }
}
