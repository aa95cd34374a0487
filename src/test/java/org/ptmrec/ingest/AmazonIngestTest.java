package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.schema.Item;

/**
 * A generated pair of files in Amazon's form of 2014 against the naive rules: duplicates, missing
 * fields, Unicode, HTML references, Python's quotes and escapes.
 */
class AmazonIngestTest {
  private static final int RATINGS = 200_000;
  private static final int USERS = 30_000;
  private static final int ITEMS = 8_000;

  @TempDir Path folder;

  private final Random random = new Random(5);
  private final List<RawInteraction> expectedRows = new ArrayList<>();
  private final Map<String, String> expectedTexts = new HashMap<>();

  private PrintWriter gzip(Path file) throws IOException {
    return new PrintWriter(
        new BufferedWriter(
            new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), UTF_8)));
  }

  private Path ratings() throws IOException {
    Path file = folder.resolve("ratings_Baby.csv.gz");
    try (PrintWriter out = gzip(file)) {
      for (int i = 0; i < RATINGS; i++) {
        String user = "A" + (int) (USERS * Math.pow(random.nextDouble(), 2)) + "Ü";
        String item = String.format("B%09d", (int) (ITEMS * Math.pow(random.nextDouble(), 2)));
        long time = 1_300_000_000L + 86_400 * random.nextInt(30);
        int kind = random.nextInt(100);
        if (kind == 0) {
          user = "";
        } else if (kind == 1) {
          item = "";
        }
        out.println(user + "," + item + "," + (1 + random.nextInt(5)) + ".0," + time);
        if (kind > 1) {
          expectedRows.add(new RawInteraction(user, item, time, null));
        }
        if (kind == 2) {
          out.println(user + "," + item + ",1.0," + time);
        }
      }
    }
    return file;
  }

  private Path metadata() throws IOException {
    Path file = folder.resolve("meta_Baby.json.gz");
    try (PrintWriter out = gzip(file)) {
      for (int i = 0; i < ITEMS; i++) {
        String asin = String.format("B%09d", i);
        StringBuilder line = new StringBuilder("{'asin': '" + asin + "'");
        String title = " ";
        String brand = " ";
        String description = " ";
        if (i % 7 != 0) {
          title = "It's &amp; caf\u00e9 " + i;
          line.append(", 'title': \"It's &amp; caf\\xe9 ").append(i).append('"');
        }
        if (i % 3 != 0) {
          brand = "Say \"hi\"";
          line.append(", 'brand': 'Say \"hi\"'");
        }
        if (i % 5 != 0) {
          description = "Line one two \ud83d\ude00 back\\slash";
          line.append(", 'description': 'Line one\\ntwo \\U0001f600 back\\\\slash'");
        }
        line.append(", 'categories': [['Baby', 'Crib & Bed'], ['Other']], 'price': 9.99}");
        out.println(line);
        expectedTexts.put(asin, title + " " + brand + " Baby Crib & Bed " + description);
      }
    }
    return file;
  }

  @Test
  void readAndBuild_rawPairOf2014_sameAsNaive() throws IOException {
    String ratings = ratings().toString();
    Splitter splitter = new Splitter(Splitter.Kind.RANDOM, 0.1, 0.1, 999);
    CollectedDataset found = new CollectedDataset();
    List<Item> items = new ArrayList<>();
    try (DatasetBuilder builder = new DatasetBuilder(4)) {
      CsvInteractions.read(
          ratings, IngestDataset.AMAZON_2014_COLUMNS, builder::add, builder::addMissing);
      Map<String, Integer> itemIndex = builder.build(5, splitter, found);
      ItemRecords records = new ItemRecords(itemIndex, ItemText.ALL, items::add);
      ObjectItems.read(metadata().toString(), ColumnNames.USUAL, records::add);
      records.finish();
      assertThat(builder.counts().get("duplicate rows dropped")).isGreaterThan(1000L);
    }
    NaiveDataset expected = NaiveDataset.of(expectedRows, 5, splitter);
    assertThat(expected.interactions().size()).isGreaterThan(20_000);
    assertThat(found.users).containsExactlyElementsIn(expected.users());
    assertThat(found.interactions.size()).isEqualTo(expected.interactions().size());
    assertThat(new java.util.HashSet<>(found.interactions))
        .isEqualTo(new java.util.HashSet<>(expected.interactions()));
    assertThat(items).hasSize(expected.itemIndex().size());
    for (Item item : items) {
      assertThat(item.getItem()).isEqualTo(expected.itemIndex().get(item.getItemId()));
      assertThat(item.getText()).isEqualTo(expectedTexts.get(item.getItemId()));
    }
  }
}
