package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.KeyedEmbedding;

class EmbeddingLinesTest {
  private static final String FIRST = "{\"item_id\": \"a\", \"embedding\": [1, 0.5]}\n";

  @TempDir Path folder;

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("new.jsonl"), text).toString();
  }

  @Test
  void read_linesOfEmbed_inTheirOrder() throws Exception {
    String file = file(FIRST + "{\"item_id\": \"b\", \"embedding\": [-2, 0]}\n");

    assertThat(EmbeddingLines.read(file))
        .containsExactly(
            new KeyedEmbedding("a", List.of(1f, 0.5f)), new KeyedEmbedding("b", List.of(-2f, 0f)))
        .inOrder();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"item_id\": \"a\", \"embedding\": [3, 4]}    | found 'a' again, expected every item once",
        "{\"item_id\": \"b\", \"embedding\": [3]}       | found 1 numbers, expected 2",
        "{\"item_id\": \"b\", \"embedding\": [3, null]} | expected item_id and embedding",
        "{\"item_id\": \"b\", \"embedding\": [1e99, 1]} | expected item_id and embedding",
        "{\"embedding\": [3, 4]}                        | expected item_id and embedding",
      })
  void read_badLine_named(String line, String expected) throws Exception {
    String file = file(FIRST + line + "\n");

    UserErrorException e = assertThrows(UserErrorException.class, () -> EmbeddingLines.read(file));

    assertThat(e).hasMessageThat().startsWith(file + ":2: ");
    assertThat(e).hasMessageThat().contains(expected);
  }
}
