package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.artifact.UserErrorException;

class ObjectItemsTest {
  @TempDir Path folder;

  private List<RawItem> read(String... lines) throws IOException {
    Path file = Files.write(folder.resolve("items.jsonl"), List.of(lines));
    List<RawItem> items = new ArrayList<>();
    ObjectItems.read(file.toString(), ColumnNames.USUAL, items::add);
    return items;
  }

  @Test
  void read_allFields_taken() throws IOException {
    assertThat(
            read(
                "{\"item_id\": 7, \"title\": \"Wörld\", \"brand\": \"B\", \"categories\": [\"A\","
                    + " \"C\"], \"description\": \"d\", \"image\": \"i.png\", \"price\": 3}"))
        .containsExactly(new RawItem("7", "Wörld", "B", List.of("A", "C"), "d", "i.png"));
  }

  @Test
  void read_missingNullAndEmptyFields_null() throws IOException {
    assertThat(read("{\"item_id\": \"a\", \"title\": null, \"brand\": \"\"}", "", "  "))
        .containsExactly(new RawItem("a", null, null, List.of(), null, null));
  }

  @Test
  void read_severalCategoryPaths_firstTaken() throws IOException {
    assertThat(read("{\"item_id\": \"a\", \"categories\": [[\"A\", \"B\"], [\"C\"]]}"))
        .containsExactly(new RawItem("a", null, null, List.of("A", "B"), null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "[1]", "3", "{\"item_id\": \"a\"} {}", "{'item_id': }", "item_id: a"})
  void read_noJsonObject_namesFileAndLine(String line) {
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> read("{\"item_id\": \"ok\"}", line));
    assertThat(e).hasMessageThat().contains("items.jsonl:2: found '" + line + "', expected a JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"item_id\": null}", "{\"item_id\": \"\"}", "{\"item_id\": []}"})
  void read_withoutKey_namesFileAndLine(String line) {
    UserErrorException e = assertThrows(UserErrorException.class, () -> read(line));
    assertThat(e).hasMessageThat().contains("items.jsonl:1: found no item_id");
  }

  @Test
  void read_deepNesting_refusedAsMalformed() {
    UserErrorException e =
        assertThrows(
            UserErrorException.class,
            () -> read("{\"item_id\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
    assertThat(e).hasMessageThat().contains("items.jsonl:1: found");
  }

  @Test
  void read_amazon2014_pythonDictionary() throws IOException {
    assertThat(
            read(
                "{'asin': '0000031852', 'imUrl': 'http://e.com/I/51.jpg', 'description': \"Girl's"
                    + " caf\\xe9\", 'title': 'Tutu \\'Zebra\\'', 'price': 3.17, 'related':"
                    + " {'also_bought': ['B00']}, 'salesRank': {'Toys & Games': 211836}, 'brand':"
                    + " 'Coxlures', 'categories': [['Sports', 'Dance'], ['Toys']]}"))
        .containsExactly(
            new RawItem(
                "0000031852",
                "Tutu 'Zebra'",
                "Coxlures",
                List.of("Sports", "Dance"),
                "Girl's café",
                "http://e.com/I/51.jpg"));
  }

  @Test
  void read_amazon2018_listsAndLargeImage() throws IOException {
    assertThat(
            read(
                "{\"asin\": \"A\", \"category\": [\"Sports\", \"Dance\"], \"description\": [\"One.\","
                    + " \"Two.\"], \"title\": \"T &amp; U\", \"brand\": \"B\", \"imageURL\":"
                    + " [\"small.jpg\"], \"imageURLHighRes\": [\"large.jpg\", \"other.jpg\"]}"))
        .containsExactly(
            new RawItem(
                "A", "T &amp; U", "B", List.of("Sports", "Dance"), "One. Two.", "large.jpg"));
  }

  @Test
  void read_amazon2023_parentAndImages() throws IOException {
    assertThat(
            read(
                "{\"parent_asin\": \"P\", \"asin\": \"child\", \"title\": \"T\", \"store\": \"S\","
                    + " \"categories\": [\"C\"], \"description\": [], \"images\": [{\"thumb\":"
                    + " \"t.jpg\", \"large\": null, \"hi_res\": \"h.jpg\"}]}",
                "{\"parent_asin\": \"Q\", \"images\": {\"large\": [\"l.jpg\"]}}",
                "{\"parent_asin\": \"R\", \"images\": []}"))
        .containsExactly(
            new RawItem("P", "T", "S", List.of("C"), null, "h.jpg"),
            new RawItem("Q", null, null, List.of(), null, "l.jpg"),
            new RawItem("R", null, null, List.of(), null, null));
  }
}
