package org.ptmrec.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** Values of others on the datasets that they used; facts, kept beside this class. */
final class PublishedResults {
  private static final String FILE = "published.csv";

  /**
   * A dataset as the papers use it: Amazon 2014, 5-core, per-user random split.
   *
   * @param train training rows of the shared split; the others go to validation and test
   */
  private enum Dataset {
    BABY("Baby", 19_445, 7_050, 160_792, 118_551),
    SPORTS("Sports", 35_598, 18_357, 296_337, 218_409),
    CLOTHING("Clothing", 39_387, 23_033, 278_677, 197_338);

    private final String label;
    private final int users;
    private final int items;
    private final int interactions;
    private final int train;

    Dataset(String label, int users, int items, int interactions, int train) {
      this.label = label;
      this.users = users;
      this.items = items;
      this.interactions = interactions;
      this.train = train;
    }

    boolean isOf(DataSummary data) {
      return data.users() == users
          && data.items() == items
          && data.interactions() == interactions
          && data.train() == train;
    }
  }

  /**
   * A published figure.
   *
   * @param source paper and table
   */
  record Value(String source, String recommender, String tuning, String metric, double value) {}

  private PublishedResults() {}

  /** The dataset's name, if its sizes and those of its split are the papers'. */
  static Optional<String> datasetOf(DataSummary data) {
    return Arrays.stream(Dataset.values())
        .filter(dataset -> dataset.isOf(data))
        .map(dataset -> dataset.label)
        .findFirst();
  }

  /** Everything published on a dataset, in the order of the file. */
  static ImmutableList<Value> of(String dataset) {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader =
            Resources.asCharSource(
                    Resources.getResource(PublishedResults.class, FILE), StandardCharsets.UTF_8)
                .openStream();
        var records = format.parse(reader)) {
      return records.stream()
          .filter(row -> row.get("dataset").equals(dataset))
          .map(PublishedResults::value)
          .collect(toImmutableList());
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  private static Value value(CSVRecord row) {
    return new Value(
        row.get("source"),
        row.get("recommender"),
        row.get("tuning"),
        row.get("metric"),
        Double.parseDouble(row.get("value")));
  }

  /** What is known to be wrong or unclear in the paper, as far as it concerns a dataset. */
  static ImmutableList<String> warnings(String dataset) {
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    if (dataset.equals("Clothing")) {
      warnings.add(
          "Table 1's Clothing columns of BPR and LightGCN are digit for digit MMRec's results on"
              + " Electronics, and those of BUIR probably are, too: do not aim at them. MGCN's and"
              + " SMORE's papers have BPR at 0.0187 to 0.0200 and LightGCN at 0.0338 to 0.0340"
              + " (recall@10).");
    }
    return warnings
        .add(
            "The abstract's average gain of 10.6 % in recall@10 is 9.55 % by Table 1's own figures,"
                + " and the share of trained parameters is left as \"x%\".")
        .add(
            "Table 2 counts registered parameters, trained or not, with the frozen CLIP in the rows of"
                + " LoRA and adapter and without it in that of prompt; its gaps in time and memory"
                + " are not explained by the methods at equal precision.")
        .add(
            "MMRec chooses hyper-parameters on the test split; here the validation split chooses."
                + " Its split was drawn without a seed: equal sizes do not mean equal rows, unless"
                + " its own .inter file was ingested.")
        .build();
  }
}
