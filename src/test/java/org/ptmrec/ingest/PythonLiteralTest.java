package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.ingest.PythonLiteral.PythonSyntaxException;

class PythonLiteralTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|{}",
        " { 'a' : 1 , } |{\"a\":1}",
        "{'a': [1, -2.5, 1e3, .5], 'b': (True, False, None)}|{\"a\":[1,-2.5,1000.0,0.5],\"b\":[true,false,null]}",
        "{'a': \"it's\", \"b\": 'say \"hi\"'}|{\"a\":\"it's\",\"b\":\"say \\\"hi\\\"\"}",
        "{u'a': u'\\u00e9\\xe9\\U0001F600\\101'}|{\"a\":\"éé😀A\"}",
        "'\\'\\\"\\\\\\t\\q'|\"'\\\"\\\\\\t\\\\q\"",
        "r'a\\'b\\n'|\"a\\\\'b\\\\n\"",
        "{1: 'x', 'nested': {'d': {}}}|{\"1\":\"x\",\"nested\":{\"d\":{}}}",
        "99999999999999999999|1.0E20"
      })
  void parse_literal_asJson(String python, String json) throws PythonSyntaxException {
    assertThat(PythonLiteral.parse(python).toString()).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{'a'}",
        "{'a': }",
        "{'a': 1",
        "{'a': 1 'b': 2}",
        "[1 2]",
        "'open",
        "'\\x1'",
        "'\\u12'",
        "'\\U99999999'",
        "{'a': 1} x",
        "import os",
        "__import__('os')",
        "1 + 1",
        "'a\\"
      })
  void parse_noLiteral_refused(String text) {
    PythonSyntaxException e =
        assertThrows(PythonSyntaxException.class, () -> PythonLiteral.parse(text));
    assertThat(e).hasMessageThat().contains("at character");
  }

  @Test
  void parse_deepNesting_refused() {
    String deep = "[".repeat(1_000_000);
    PythonSyntaxException e =
        assertThrows(PythonSyntaxException.class, () -> PythonLiteral.parse(deep));
    assertThat(e).hasMessageThat().contains("no deeper nesting");
  }

  @Test
  void parse_damagedLines_noOtherException() {
    String line =
        "{'asin': '0000031852', 'n': [1, -2.5e3, (True, None)], \"d\": \"caf\\xe9 \\u00e9\\n\"}";
    Random random = new Random(3);
    int parsed = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder damaged = new StringBuilder(line);
      for (int flips = 0; flips < 3; flips++) {
        damaged.setCharAt(
            random.nextInt(damaged.length()), line.charAt(random.nextInt(line.length())));
      }
      damaged.setLength(random.nextInt(damaged.length()) + 1);
      try {
        JsonNode node = PythonLiteral.parse(damaged.toString());
        assertThat(node).isNotNull();
        parsed++;
      } catch (PythonSyntaxException e) {
        assertThat(e).hasMessageThat().isNotEmpty();
      }
    }
    assertThat(parsed).isLessThan(20_000);
  }
}
