package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.TestPipelineExtension;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.ingest.Splitter.Kind;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.User;

@ExtendWith(TestPipelineExtension.class)
class IngestDatasetTest {
  @TempDir Path folder;

  private String items;

  @BeforeEach
  void writeItems() throws IOException {
    items =
        Files.write(
                folder.resolve("items.jsonl"),
                List.of(
                    "{\"item_id\": \"x\", \"title\": \"X\", \"image\": \"x.png\"}",
                    "{\"item_id\": \"x\", \"title\": \"second x\"}",
                    "{\"item_id\": \"unused\", \"title\": \"U\"}",
                    "{\"item_id\": \"1\", \"title\": \"One\"}"))
            .toString();
  }

  private String csv(List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of("user_id,item_id,rating,timestamp"));
    lines.addAll(rows);
    return Files.write(folder.resolve("interactions.csv"), lines).toString();
  }

  @Test
  void expand_csv_interactionsUsersAndItems(TestPipeline pipeline) throws IOException {
    String file = csv(List.of("b,y,5,1", "b,x,5,2", "a,x,5,1", "a,y,5,2", "c,x,5,1", "a,y,5,2"));
    IngestDataset.Result dataset =
        pipeline.apply(
            IngestDataset.of(IngestDataset.Format.CSV, file, items)
                .withKCore(2)
                .withSplitter(new Splitter(Kind.USER_TIME, 0.1, 0.1, 0)));
    PAssert.that(dataset.getInteractions())
        .containsInAnyOrder(
            new Interaction(0, 0, Split.TRAIN, 1L),
            new Interaction(0, 1, Split.TEST, 2L),
            new Interaction(1, 1, Split.TRAIN, 1L),
            new Interaction(1, 0, Split.TEST, 2L));
    PAssert.that(dataset.getUsers()).containsInAnyOrder(new User(0, "b"), new User(1, "a"));
    PAssert.that(dataset.getItems())
        .containsInAnyOrder(
            new Item(0, "y", "     ", "", null), new Item(1, "x", "X    ", "X", "x.png"));
    MetricsFilter counters =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.inNamespace(IngestDataset.class))
            .build();
    assertThat(pipeline.run().metrics().queryMetrics(counters).getCounters())
        .comparingElementsUsing(
            com.google.common.truth.Correspondence.<MetricResult<Long>, String>transforming(
                c -> c.getName().getName() + " " + c.getAttempted(), "reads"))
        .containsAtLeast(
            "rows read 6",
            "duplicate rows dropped 1",
            "rows outside the k-core dropped 1",
            "interactions 4");
  }

  @Test
  void expand_inter_splitsAsGiven(TestPipeline pipeline) throws IOException {
    Path file =
        Files.write(
            folder.resolve("data.inter"),
            List.of("userID\titemID\tx_label", "0\t1\t0", "0\t0\t2", "1\t1\t0"));
    IngestDataset.Result dataset =
        pipeline.apply(IngestDataset.of(IngestDataset.Format.INTER, file.toString(), items));
    PAssert.that(dataset.getInteractions())
        .containsInAnyOrder(
            new Interaction(0, 1, Split.TRAIN, 0L),
            new Interaction(0, 0, Split.TEST, 0L),
            new Interaction(1, 1, Split.TRAIN, 0L));
    PAssert.that(dataset.getItems())
        .containsInAnyOrder(
            new Item(0, "0", "     ", "", null), new Item(1, "1", "One    ", "One", null));
    PAssert.thatSingleton(dataset.getUsers().apply(Count.globally())).isEqualTo(2L);
    pipeline.run();
  }

  @Test
  void expand_interWithItemIds_itemsByTheirKeys(TestPipeline pipeline) throws IOException {
    Path file =
        Files.write(
            folder.resolve("data.inter"), List.of("userID\titemID\tx_label", "0\t1\t0", "0\t0\t2"));
    Path ids =
        Files.write(
            folder.resolve("i_id_mapping.csv"), List.of("asin\titemID", "x\t0", "other\t1"));
    IngestDataset.Result dataset =
        pipeline.apply(
            IngestDataset.of(IngestDataset.Format.INTER, file.toString(), items)
                .withItemIds(ids.toString())
                .withTextParts(List.of(ItemText.Part.TITLE)));
    PAssert.that(dataset.getItems())
        .containsInAnyOrder(
            new Item(0, "x", "X", "X", "x.png"), new Item(1, "other", " ", "", null));
    pipeline.run();
  }

  private String problem(IngestDataset dataset) {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    pipeline.apply(dataset);
    Throwable root =
        Throwables.getRootCause(assertThrows(RuntimeException.class, () -> pipeline.run()));
    assertThat(root).isInstanceOf(UserErrorException.class);
    return String.valueOf(root.getMessage());
  }

  @Test
  void run_interWhoseItemsHaveOtherKeys_refusedWithBothKindsAndItemIds() throws IOException {
    Path asins = Files.writeString(folder.resolve("meta.json"), "{\"asin\": \"B0\"}\n");
    Path inter =
        Files.write(
            folder.resolve("data.inter"), List.of("userID\titemID\tx_label", "0\t1\t0", "0\t0\t2"));
    IngestDataset dataset =
        IngestDataset.of(IngestDataset.Format.INTER, inter.toString(), asins.toString());
    assertThat(problem(dataset))
        .isEqualTo(
            asins
                + ": found items such as 'B0', none of which is in "
                + inter
                + ", expected items such as '0' from there; name MMRec's i_id_mapping.csv, which"
                + " tells the items of the .inter file, as itemIds");

    Path others = Files.write(folder.resolve("ids.csv"), List.of("asin\titemID", "C0\t0", "C1\t1"));
    String problem = problem(dataset.withItemIds(others.toString()));
    assertThat(problem).contains("none of which is in " + others + " (itemIds of " + inter + ")");
    assertThat(problem).contains("such as 'C0'");
  }

  @Test
  void run_csvWhoseItemsHaveOtherKeys_refusedWithTheKeysOfNames() throws IOException {
    String file = csv(List.of("a,p,5,1", "a,q,5,1"));
    String problem = problem(IngestDataset.of(IngestDataset.Format.CSV, file, items).withKCore(1));
    assertThat(problem)
        .startsWith(items + ": found items such as 'x', none of which is in " + file);
    assertThat(problem).endsWith("itemColumns and columns say under which names the ids stand");
  }

  @Test
  void run_noItemDescribed_isNoMistake(TestPipeline pipeline) throws IOException {
    Path header = Files.writeString(folder.resolve("items.csv"), "item_id,title\n");
    IngestDataset.Result dataset =
        pipeline.apply(
            IngestDataset.of(IngestDataset.Format.CSV, csv(List.of("a,p,5,1")), header.toString())
                .withKCore(1));
    PAssert.that(dataset.getItems()).containsInAnyOrder(new Item(0, "p", "     ", "", null));
    pipeline.run();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AMAZON_2014 | a,x,5.0,7",
        "AMAZON_2018 | x,a,5.0,7",
        "REVIEWS | {'reviewerID': 'a', 'asin': 'x', 'unixReviewTime': 7}"
      })
  void expand_amazonForms_sameDataset(IngestDataset.Format format, String line) throws IOException {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    Path file = Files.writeString(folder.resolve("raw"), line + "\n");
    IngestDataset.Result dataset =
        pipeline.apply(IngestDataset.of(format, file.toString(), items).withKCore(1));
    PAssert.that(dataset.getInteractions())
        .containsInAnyOrder(new Interaction(0, 0, Split.TRAIN, 7L));
    PAssert.that(dataset.getUsers()).containsInAnyOrder(new User(0, "a"));
    pipeline.run();
  }

  @Test
  void run_malformedLine_endsWithFileAndLine(TestPipeline pipeline) throws IOException {
    String file = csv(List.of("a,x,5,1", "a,x,5"));
    pipeline.apply(IngestDataset.of(IngestDataset.Format.CSV, file, items));
    RuntimeException e = assertThrows(RuntimeException.class, pipeline::run);
    Throwable root = Throwables.getRootCause(e);
    assertThat(root).isInstanceOf(UserErrorException.class);
    assertThat(root).hasMessageThat().startsWith(file + ":3: found 3 fields");
  }

  @Test
  void withX_values_shownInDisplayData() {
    DisplayData shown =
        DisplayData.from(
            IngestDataset.of(IngestDataset.Format.CSV, "r", "i")
                .withKCore(7)
                .withSplitter(new Splitter(Kind.GLOBAL_TIME, 0.2, 0.3, 4)));
    assertThat(shown.toString()).contains("kCore=7");
    assertThat(shown.toString()).contains("GLOBAL_TIME");
    assertThrows(
        IllegalArgumentException.class,
        () -> IngestDataset.of(IngestDataset.Format.CSV, "r", "i").withKCore(0));
  }
}
