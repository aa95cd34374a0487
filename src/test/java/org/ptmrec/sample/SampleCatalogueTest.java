package org.ptmrec.sample;

import static com.google.common.truth.Truth.assertThat;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.UserErrorException;

class SampleCatalogueTest {
  private static final SampleCatalogue SMALL =
      SampleCatalogue.create().withUsers(20).withItems(40).withSeed(3);

  @TempDir Path temporary;

  @Test
  void generate_small_isWhatThisVersionOfTheGeneratorMakes() throws IOException {
    Path folder = temporary.resolve("shop");
    SMALL.generate(folder);
    // Other values here mean other data for everybody: raise CatalogueFolder.GENERATOR_VERSION.
    assertThat(digest(folder.resolve("items.jsonl"))).isEqualTo("753d4c3ab1919cfb");
    assertThat(digest(folder.resolve("interactions.csv"))).isEqualTo("792b46d50e8d3548");
  }

  @Test
  void generate_otherLocaleAndZone_givesTheSameBytes() throws IOException {
    SMALL.generate(temporary.resolve("here"));
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
      SMALL.generate(temporary.resolve("there"));
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
    for (Path file : files(temporary.resolve("here"))) {
      Path other = temporary.resolve("there").resolve(temporary.resolve("here").relativize(file));
      assertThat(Files.mismatch(file, other)).isEqualTo(-1);
    }
  }

  @Test
  void generate_full_hasPicturesAndTextsForNearlyAllItems() throws IOException {
    Path folder = temporary.resolve("shop");
    SampleCatalogue.create().generate(folder);
    int withoutImage = 0;
    int lostImages = 0;
    int withoutDescription = 0;
    ObjectMapper json = new ObjectMapper();
    for (String line : Files.readAllLines(folder.resolve("items.jsonl"))) {
      JsonNode item = json.readTree(line);
      withoutDescription += item.has("description") ? 0 : 1;
      if (!item.has("image")) {
        withoutImage++;
      } else if (!Files.exists(folder.resolve(item.get("image").asText()))) {
        lostImages++;
      } else {
        var picture = ImageIO.read(folder.resolve(item.get("image").asText()).toFile());
        assertThat(picture.getWidth()).isEqualTo(128);
        assertThat(picture.getHeight()).isEqualTo(128);
      }
    }
    assertThat(withoutImage).isEqualTo(5);
    assertThat(lostImages).isEqualTo(3);
    assertThat(withoutDescription).isEqualTo(11);
  }

  @Test
  void purchases_full_surviveFiveCore() {
    SampleCatalogue catalogue = SampleCatalogue.create();
    List<Purchase> purchases = Purchase.all(catalogue, catalogue.products());
    Map<Integer, Long> perItem = purchases.stream().collect(groupingBy(Purchase::item, counting()));
    Map<Integer, Long> perUser = purchases.stream().collect(groupingBy(Purchase::user, counting()));
    assertThat(perItem.values().stream().filter(count -> count >= 5).count()).isAtLeast(300);
    assertThat(perUser.values().stream().filter(count -> count >= 10).count()).isAtLeast(600);
  }

  @Test
  void isCurrent_otherSpecification_isFalse() {
    Path folder = temporary.resolve("shop");
    SMALL.generate(folder);
    assertThat(SMALL.isCurrent(folder)).isTrue();
    assertThat(SMALL.withSeed(4).isCurrent(folder)).isFalse();
    assertThat(SMALL.withUsers(21).isCurrent(folder)).isFalse();
    assertThat(SMALL.withItems(41).isCurrent(folder)).isFalse();
    assertThat(SMALL.withInteractionsPerUser(12).isCurrent(folder)).isFalse();
  }

  @Test
  void generate_otherSeedInPlace_replacesAndLeavesNothingElse() throws IOException {
    Path folder = temporary.resolve("shop");
    SMALL.generate(folder);
    String before = digest(folder.resolve("items.jsonl"));
    SMALL.withSeed(4).generate(folder);
    assertThat(digest(folder.resolve("items.jsonl"))).isNotEqualTo(before);
    assertThat(MoreFiles.listFiles(temporary)).containsExactly(folder);
  }

  @Test
  void generate_current_touchesNothing() throws IOException {
    Path folder = temporary.resolve("shop");
    SMALL.generate(folder);
    Path added = Files.writeString(folder.resolve("added"), "by hand");
    SMALL.generate(folder);
    assertThat(Files.exists(added)).isTrue();
  }

  @Test
  void generate_overSomethingElse_isRefused() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("thesis"));
    Files.writeString(folder.resolve("chapter1.tex"), "precious");
    var refused = assertThrows(UserErrorException.class, () -> SMALL.generate(folder));
    assertThat(refused).hasMessageThat().contains("left alone");
    assertThat(MoreFiles.listFiles(folder)).containsExactly(folder.resolve("chapter1.tex"));
  }

  @Test
  void captionedImages_longerRun_beginsLikeTheShorter() {
    List<CaptionedImage> shorter = SampleCatalogue.captionedImages(5, 1).toList();
    List<CaptionedImage> longer = SampleCatalogue.captionedImages(8, 1).toList();
    for (int i = 0; i < shorter.size(); i++) {
      assertThat(longer.get(i).rgb()).isEqualTo(shorter.get(i).rgb());
      assertThat(longer.get(i).caption()).isEqualTo(shorter.get(i).caption());
    }
  }

  @Test
  void captionedImages_otherSeed_differ() {
    assertThat(SampleCatalogue.captionedImages(3, 1).map(CaptionedImage::caption).toList())
        .isNotEqualTo(SampleCatalogue.captionedImages(3, 2).map(CaptionedImage::caption).toList());
  }

  private static ImmutableList<Path> files(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).collect(ImmutableList.toImmutableList());
    }
  }

  private static String digest(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString().substring(0, 16);
  }
}
