package org.ptmrec.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what Python prints of dictionaries, lists, texts and numbers: the form of Amazon's metadata
 * of 2014. Nothing is evaluated.
 */
final class PythonLiteral {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 100;
  private static final Pattern WORD = Pattern.compile("None|True|False");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");
  private static final Pattern TEXT_PREFIX = Pattern.compile("[uUrRbB]{0,2}(?=['\"])");

  private final String text;
  private int at;
  private int depth;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /** What is wrong, and at which character of the line. */
  static final class PythonSyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    PythonSyntaxException(String message) {
      super(message);
    }
  }

  static JsonNode parse(String text) throws PythonSyntaxException {
    PythonLiteral literal = new PythonLiteral(text);
    JsonNode value = literal.value();
    literal.skipBlanks();
    if (literal.at < text.length()) {
      throw literal.wrong("the end");
    }
    return value;
  }

  private PythonSyntaxException wrong(String expected) {
    return new PythonSyntaxException("expected " + expected + " at character " + (at + 1));
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** The next character that is no blank; 0 at the end. */
  private char peek() {
    skipBlanks();
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean skip(char expected) {
    boolean found = peek() == expected;
    at += found ? 1 : 0;
    return found;
  }

  private JsonNode value() throws PythonSyntaxException {
    if (++depth > DEEPEST) {
      throw wrong("no deeper nesting");
    }
    try {
      switch (peek()) {
        case '{':
          return dictionary();
        case '[':
          return list(']');
        case '(':
          return list(')');
        default:
          return scalar();
      }
    } finally {
      depth--;
    }
  }

  private JsonNode scalar() throws PythonSyntaxException {
    Matcher word = matcher(WORD);
    if (word.lookingAt()) {
      at = word.end();
      return word.group().equals("None")
          ? NODES.nullNode()
          : NODES.booleanNode(word.group().equals("True"));
    }
    Matcher number = matcher(NUMBER);
    if (number.lookingAt()) {
      at = number.end();
      return number(number.group());
    }
    return NODES.textNode(string());
  }

  private Matcher matcher(Pattern pattern) {
    return pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
  }

  private static JsonNode number(String digits) {
    try {
      return NODES.numberNode(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return NODES.numberNode(Double.parseDouble(digits));
    }
  }

  private ObjectNode dictionary() throws PythonSyntaxException {
    ObjectNode node = NODES.objectNode();
    at++;
    while (!skip('}')) {
      String key = value().asText();
      if (!skip(':')) {
        throw wrong("':'");
      }
      node.set(key, value());
      separator('}');
    }
    return node;
  }

  private ArrayNode list(char end) throws PythonSyntaxException {
    ArrayNode node = NODES.arrayNode();
    at++;
    while (!skip(end)) {
      node.add(value());
      separator(end);
    }
    return node;
  }

  private void separator(char end) throws PythonSyntaxException {
    if (!skip(',') && peek() != end) {
      throw wrong("',' or '" + end + "'");
    }
  }

  private String string() throws PythonSyntaxException {
    Matcher prefix = matcher(TEXT_PREFIX);
    if (!prefix.lookingAt()) {
      throw wrong("a value");
    }
    boolean raw = prefix.group().matches(".*[rR].*");
    at = prefix.end();
    char quote = text.charAt(at++);
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        if (raw) {
          value.append(c).append(text.charAt(at++));
        } else {
          escape(value);
        }
      } else {
        value.append(c);
      }
    }
    if (at >= text.length()) {
      throw wrong("a closing " + quote);
    }
    at++;
    return value.toString();
  }

  private void escape(StringBuilder value) throws PythonSyntaxException {
    char c = text.charAt(at++);
    switch (c) {
      case 'n' -> value.append('\n');
      case 't' -> value.append('\t');
      case 'r' -> value.append('\r');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'a' -> value.append('\u0007');
      case 'v' -> value.append('\u000b');
      case '\\', '\'', '"' -> value.append(c);
      case 'x' -> value.appendCodePoint(code(2, 16));
      case 'u' -> value.appendCodePoint(code(4, 16));
      case 'U' -> value.appendCodePoint(code(8, 16));
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        at--;
        int digits = 1;
        while (digits < 3 && at + digits < text.length() && isOctal(text.charAt(at + digits))) {
          digits++;
        }
        value.appendCodePoint(code(digits, 8));
      }
      default -> value.append('\\').append(c); // as Python leaves it
    }
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  private int code(int digits, int radix) throws PythonSyntaxException {
    String number = text.substring(at, Math.min(at + digits, text.length()));
    if (number.length() < digits || !number.matches("[0-9a-fA-F]+")) {
      throw wrong(digits + " digits");
    }
    long code = Long.parseLong(number, radix);
    if (code > Character.MAX_CODE_POINT) {
      throw wrong("a character that there is");
    }
    at += digits;
    return (int) code;
  }
}
