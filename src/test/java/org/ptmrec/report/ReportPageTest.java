package org.ptmrec.report;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.ptmrec.report.ReportRecords.embeddings;
import static org.ptmrec.report.ReportRecords.epoch;
import static org.ptmrec.report.ReportRecords.failure;
import static org.ptmrec.report.ReportRecords.image;
import static org.ptmrec.report.ReportRecords.interaction;
import static org.ptmrec.report.ReportRecords.item;
import static org.ptmrec.report.ReportRecords.itemImage;
import static org.ptmrec.report.ReportRecords.manifest;
import static org.ptmrec.report.ReportRecords.png;
import static org.ptmrec.report.ReportRecords.recommendation;
import static org.ptmrec.report.ReportRecords.test;
import static org.ptmrec.report.ReportRecords.trial;
import static org.ptmrec.report.ReportRecords.tuned;
import static org.ptmrec.report.ReportRecords.user;
import static org.ptmrec.report.ReportRecords.userMetrics;

import com.google.common.collect.ImmutableMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.ptmrec.schema.FailedTrial;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.FetchFailureReason;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.schema.ItemImage;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Recommendation;
import org.ptmrec.schema.SliceMetric;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TrialCost;
import org.ptmrec.schema.User;
import org.ptmrec.schema.UserMetrics;

class ReportPageTest {
  private static final Trial POPULARITY = trial("popularity", "none", 0);
  private static final Trial VBPR = trial("VBPR", "none", 1);
  private static final Trial TUNED = trial("VBPR", "prompt", 1);
  private static final String HOSTILE = "<script src=\"http://evil.test/x.js\"></script>\"'&amp;";

  /** All records that a report can be made from, of a shop with hostile titles and addresses. */
  private static ReportInput everything() {
    List<Item> items = List.of(item(0, HOSTILE), item(1, "Green mug"), item(2, "Red chair"));
    List<User> users = List.of(user(0));
    List<Interaction> interactions =
        List.of(
            interaction(0, 0, Split.TRAIN),
            interaction(0, 1, Split.VALID),
            interaction(0, 2, Split.TEST));
    List<ItemImage> itemImages = List.of(itemImage(2, "chair"));
    List<Image> images = List.of(image("chair", png()));
    List<FetchFailure> failures =
        List.of(failure(0, "http://evil.test/" + HOSTILE, FetchFailureReason.HTTP_4XX));
    List<MetricValue> metrics =
        List.of(
            test(POPULARITY, "recall@20", 0.1),
            test(VBPR, "recall@20", 0.2),
            test(TUNED, "recall@20", 0.25));
    List<TrainedRecommender> trained =
        List.of(
            tuned(VBPR, 1, List.of(epoch(0, 0.7, 0, 0.1), epoch(1, 0.6, 0, 0.2))),
            tuned(TUNED, -1, List.of(epoch(0, 0.5, 0.3, 0.1), epoch(1, 0.4, 0.2, 0.15))));
    List<Recommendation> recommendations = List.of(recommendation(TUNED, 0, 2, 0));
    List<UserMetrics> userMetrics = new ArrayList<>();
    for (int user = 0; user < 30; user++) {
      userMetrics.add(userMetrics(VBPR, user, user % 2 == 0 ? 0.1 : 0.3));
      userMetrics.add(userMetrics(TUNED, user, user % 2 == 0 ? 0.4 : 0.5));
    }
    List<TrialCost> costs =
        List.of(
            new TrialCost(VBPR, 2, 1.5, 4_000_000L, 2), new TrialCost(TUNED, 2, 60.0, 5L << 30, 2));
    List<FailedTrial> failed =
        List.of(new FailedTrial(trial("VBPR", "lora", 2), "TrainingDivergedException", HOSTILE));
    List<ItemEmbedding> embeddings = embeddings();
    return ReportInput.builder(
            List.of(
                manifest("ingest"),
                manifest("train", Duration.ofSeconds(62), ImmutableMap.of("note", HOSTILE))))
        .setItems(items::forEach)
        .setUsers(users::forEach)
        .setInteractions(interactions::forEach)
        .setItemImages(itemImages::forEach)
        .setImages(images::forEach)
        .setFailures(failures::forEach)
        .setMetrics(metrics::forEach)
        .setTrained(trained::forEach)
        .setRecommendations(recommendations::forEach)
        .setSlices(
            List.of(new SliceMetric(VBPR, "test", "cold items", "recall@20", 0.1, 3))::forEach)
        .setUserMetrics(userMetrics::forEach)
        .setCosts(costs::forEach)
        .setFailedTrials(failed::forEach)
        .setEmbeddings(embeddings::forEach)
        .setMapItems(5)
        .build();
  }

  private static ReportInput onlyMetrics(MetricValue... metrics) {
    return ReportInput.builder(List.of(manifest("evaluate")))
        .setMetrics(List.of(metrics)::forEach)
        .build();
  }

  private static String html(ReportInput input) {
    return ReportPage.html(ReportCollector.collect(input));
  }

  private static Document page(ReportInput input) {
    return Jsoup.parse(html(input));
  }

  @Test
  void html_everything_parsesWithoutErrors() {
    Parser parser = Parser.htmlParser().setTrackErrors(10);

    parser.parseInput(html(everything()), "");

    assertThat(parser.getErrors()).isEmpty();
  }

  @Test
  void html_everything_showsEverySectionAndLinksToIt() {
    Document page = page(everything());

    List<String> ids = page.select("main > section").eachAttr("id");
    assertThat(ids)
        .containsExactly(
            "summary",
            "metrics",
            "slices",
            "significance",
            "published",
            "cost",
            "curves",
            "failed",
            "embeddings",
            "neighbours",
            "examples",
            "data",
            "failures",
            "stages",
            "lineage",
            "configuration")
        .inOrder();
    assertThat(page.select("nav a").eachAttr("href"))
        .containsExactlyElementsIn(ids.stream().map(id -> "#" + id).toList())
        .inOrder();
  }

  @Test
  void html_everything_requestsNothing() {
    Document page = page(everything());

    assertThat(page.select("script, link, iframe, object, embed, base, form")).isEmpty();
    for (Element element : page.select("[src]")) {
      assertThat(element.attr("src")).startsWith("data:image/jpeg;base64,");
    }
    for (Element element : page.select("[href]")) {
      // Inside the page, in it, or in the store that it lies in.
      assertThat(element.attr("href")).containsMatch("^(#|data:image/png;base64,|\\.\\./\\.\\./)");
    }
    assertThat(page.select("style").html()).doesNotContain("url(");
    assertThat(page.select("style").html()).doesNotContain("@import");
    assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .contains("default-src 'none'");
  }

  @Test
  void html_hostileTexts_areShownAsTexts() {
    Document page = page(everything());

    assertThat(page.select("#examples .title").eachText()).contains(HOSTILE);
    assertThat(page.select("#failures code").eachText()).contains("http://evil.test/" + HOSTILE);
    assertThat(page.select("#configuration td").eachText()).contains(HOSTILE);
  }

  @Test
  void html_everything_isAccessible() {
    Document page = page(everything());

    assertThat(page.select("html").attr("lang")).isEqualTo("en");
    assertThat(page.select("h1")).hasSize(1);
    assertThat(page.select("img:not([alt])")).isEmpty();
    assertThat(page.select("svg:not([aria-label])")).isEmpty();
    assertThat(page.select("th:not([scope])")).isEmpty();
    assertThat(page.select("table:not(:has(> caption))")).isEmpty();
  }

  @Test
  void html_sameInput_sameText() {
    assertThat(html(everything())).isEqualTo(html(everything()));
  }

  @Test
  void write_stream_isTheTextInUtf8() throws IOException {
    ReportData data = ReportCollector.collect(everything());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ReportPage.write(data, bytes);

    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(ReportPage.html(data));
  }

  @Test
  void html_tablesOfResults_sayWhatTheyRestOn() {
    Document page = page(everything());

    for (String section : List.of("metrics", "significance", "cost", "curves", "embeddings")) {
      assertWithMessage(section)
          .that(page.select("#" + section + " caption small").text())
          .contains("Seed 1 · 1 users, 3 items, 3 interactions");
    }
  }

  @Test
  void html_onlyMetrics_leavesOutWhatIsNotKnown() {
    Document page = page(onlyMetrics(test(VBPR, "recall@20", 0.2)));

    assertThat(page.select("main > section").eachAttr("id"))
        .containsExactly("summary", "metrics", "published", "stages", "configuration")
        .inOrder();
  }

  @Test
  void html_noMetrics_saysSo() {
    Document page = page(onlyMetrics());

    assertThat(page.select("#metrics").text()).contains("Nothing was evaluated");
    assertThat(page.select("#summary .outcome").text())
        .isEqualTo("No recommender was evaluated on the test split.");
  }

  @Test
  void html_severalVariants_bestOfEachColumnIsBold() {
    Document page =
        page(
            onlyMetrics(
                test(VBPR, "recall@20", 0.2),
                test(VBPR, "ndcg@20", 0.12),
                test(TUNED, "recall@20", 0.25),
                test(TUNED, "ndcg@20", 0.11)));

    assertThat(page.select("#metrics strong").eachText()).containsExactly("0.1200", "0.2500");
  }

  @Test
  void html_oneSeed_showsNoDeviation() {
    Document page = page(onlyMetrics(test(VBPR, "recall@20", 0.2)));

    assertThat(page.select("#metrics").text()).doesNotContain("±");
  }

  @Test
  void html_severalSeeds_showsMeanAndDeviation() {
    Document page =
        page(
            onlyMetrics(
                test(trial("VBPR", "none", 1), "recall@20", 0.1),
                test(trial("VBPR", "none", 2), "recall@20", 0.2),
                test(trial("VBPR", "none", 3), "recall@20", 0.3)));

    assertThat(page.select("#metrics tbody td").eachText())
        .containsExactly("–", "0.2000 ± 0.1000")
        .inOrder();
    assertThat(page.select("#metrics > p").text()).contains("over 3 seeds");
  }

  @Test
  void html_tunedVariant_showsGainOverUntuned() {
    Document page = page(everything());

    assertThat(page.select("#metrics tbody tr").last().text())
        .isEqualTo("VBPR prompt 0.2500 +25.0 %");
    assertThat(page.select("#summary .outcome").text())
        .isEqualTo(
            "Best on the test split: VBPR+PTM (prompt) with recall@20 0.2500, 2.5 times the 0.1000"
                + " of the popularity baseline; +25.0 % against the same recommender untuned.");
  }

  @Test
  void html_twoStages_drawsLossAndRecallAndTransferLoss() {
    Document page = page(everything());

    assertThat(page.select("#curves article h3").eachText())
        .containsExactly("VBPR, stage one", "VBPR+PTM (prompt), stage two")
        .inOrder();
    assertThat(page.select("#curves figcaption").eachText())
        .containsExactly(
            "Training loss",
            "Validation recall@20",
            "Training loss",
            "Knowledge-transfer loss",
            "Validation recall@20")
        .inOrder();
  }

  @Test
  void html_trainings_marksKeptEpochUnlessStartingPoint() {
    Document page = page(everything());

    assertThat(page.select("#curves article").get(0).select("circle title").eachText())
        .containsExactly("seed 1: 0.6000, kept", "seed 1: 0.2000, kept");
    assertThat(page.select("#curves article").get(1).select("circle")).isEmpty();
    assertThat(page.select("#curves tbody tr").get(1).text()).contains("starting point");
  }

  @Test
  void html_exampleUser_showsPicturesAndHits() {
    Document page = page(everything());

    assertThat(page.select("#examples h4").eachText())
        .containsExactly("Items to train on", "Items of the test split", "VBPR+PTM (prompt): 1 hit")
        .inOrder();
    assertThat(page.select("#examples .hit").eachText()).containsExactly("✓ hit Red chair");
    assertThat(page.select("#examples .hit img").attr("alt")).isEqualTo("Picture of Red chair");
    assertThat(page.select("#examples .none").eachText())
        .containsExactly("no picture", "no picture");
  }

  @Test
  void html_usersWhoAllGain_showsThePairedBootstrap() {
    Document page = page(everything());

    // Differences 0.3 and 0.2: mean 0.25, standard deviation 0.0509; no resample is near zero.
    assertThat(page.select("#significance tbody tr").text())
        .matches(
            Pattern.compile(
                "VBPR\\+PTM \\(prompt\\) VBPR recall@20 \\+0.2500 "
                    + "\\+0.23\\d\\d to \\+0.26\\d\\d < 0.0001 30 pairs 4.92"));
  }

  @Test
  void html_costs_showTimeMemoryAndParametersBesideQuality() {
    Document page = page(everything());

    assertThat(page.select("#cost tbody tr").eachText())
        .containsExactly(
            "VBPR 0.2000 1.5 s 2 3.0 s 4.0 MB 50 200",
            "VBPR+PTM (prompt) 0.2500 1 min 00 s 2 2 min 00 s 5.4 GB 50 200")
        .inOrder();
    assertThat(page.select("#cost svg circle")).hasSize(2);
  }

  @Test
  void html_failedTrial_isNamedWithItsReason() {
    Document page = page(everything());

    assertThat(page.select("#failed tbody tr").text())
        .isEqualTo("VBPR+PTM (lora) 2 TrainingDivergedException " + HOSTILE);
  }

  @Test
  void html_neighbours_marksThoseThatAreNew() {
    Document page = page(everything());

    assertThat(page.select("#neighbours article")).isNotEmpty();
    assertThat(page.select("#neighbours .hit strong").eachText()).contains("✓ new");
  }

  @Test
  void html_maps_drawEveryItemTwicePerSetting() {
    Document page = page(everything());

    assertThat(page.select("#embeddings figcaption").eachText())
        .containsExactly("VBPR", "VBPR+PTM (prompt)")
        .inOrder();
    assertThat(page.select("#embeddings .map circle")).hasSize(2 * 2 * 5);
  }

  @Test
  void html_otherDataset_showsNoPublishedValues() {
    assertThat(page(everything()).select("#published").text()).contains("None are shown");
  }

  @Test
  void html_lineage_leadsToManifests() {
    Document page = page(everything());

    assertThat(page.select("#lineage a").eachAttr("href").get(0))
        .containsMatch("^../../ingest/[0-9a-f]{64}/manifest.json$");
  }

  @Test
  void html_stages_showsTimesAndCounters() {
    Document page = page(everything());

    assertThat(page.select("#stages tbody tr").get(1).text()).startsWith("train 1 min 02 s");
    assertThat(page.select("#configuration").text()).contains("rows read 1,234");
    assertThat(page.select("#configuration").text()).contains("runner DirectRunner");
  }
}
