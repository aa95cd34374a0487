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

class JsonItemsTest {
  @TempDir Path folder;

  private List<RawItem> read(String... lines) throws IOException {
    Path file = Files.write(folder.resolve("items.jsonl"), List.of(lines));
    List<RawItem> items = new ArrayList<>();
    JsonItems.read(file.toString(), items::add);
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
      strings = {"{", "[1]", "3", "{\"item_id\": \"a\"} {}", "{'item_id': 'a'}", "item_id: a"})
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
}
