package org.ptmrec.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ptmrec.artifact.UserErrorException;

/**
 * Reads YAML into a tree with line numbers. Strict: one document, no key twice, no anchors and
 * aliases (a few lines of these can expand to gigabytes).
 */
final class YamlReader {
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_DEPTH = 32;
  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  /** How the parser names the places in its messages. */
  private static final Pattern PLACE = Pattern.compile("in 'reader', line (\\d+)");

  private final String name;
  private final boolean hasLines;

  private YamlReader(String name, boolean hasLines) {
    this.name = name;
    this.hasLines = hasLines;
  }

  /**
   * @param file how messages call the text
   * @throws UserErrorException with file and line of the first thing that is not accepted
   */
  static YamlNode read(String file, String text) {
    return new YamlReader(file, true).document(text);
  }

  /** A single value that is not from a file. */
  static YamlNode readValue(String origin, String text) {
    return new YamlReader(origin, false).document(text);
  }

  private YamlNode document(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new UserErrorException(name + ": longer than " + MAX_CHARACTERS + " characters");
    }
    try (YAMLParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        return new YamlNode(origin(parser), null);
      }
      YamlNode node = node(parser);
      if (parser.nextToken() != null) {
        throw problem(parser, "a second document begins here; one file, one pipeline");
      }
      return node;
    } catch (JsonProcessingException e) {
      String line = hasLines && e.getLocation() != null ? ":" + line(e) : "";
      throw new UserErrorException(name + line + ": not valid YAML: " + reason(e), e);
    } catch (IOException e) {
      throw new UserErrorException(name + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private YamlNode node(YAMLParser parser) throws IOException {
    String origin = origin(parser);
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw problem(parser, "anchors and aliases (& and *) are not accepted; write the value out");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> new YamlNode(origin, mapping(parser));
      case START_ARRAY -> new YamlNode(origin, sequence(parser));
      case VALUE_STRING -> new YamlNode(origin, parser.getText());
      case VALUE_TRUE -> new YamlNode(origin, true);
      case VALUE_FALSE -> new YamlNode(origin, false);
      case VALUE_NULL -> new YamlNode(origin, null);
      case VALUE_NUMBER_INT -> new YamlNode(origin, integer(parser));
      case VALUE_NUMBER_FLOAT -> new YamlNode(origin, parser.getDoubleValue());
      default -> throw problem(parser, "unexpected " + parser.currentToken());
    };
  }

  private static Number integer(YAMLParser parser) throws IOException {
    Number number = parser.getNumberValue();
    return number instanceof Integer ? (Long) number.longValue() : number;
  }

  private Map<String, YamlNode> mapping(YAMLParser parser) throws IOException {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String origin = origin(parser);
      parser.nextToken();
      YamlNode value = node(parser);
      if (entries.put(key, new YamlNode(origin, value.value())) != null) {
        throw new UserErrorException(origin + ": key '" + key + "' is here for the second time");
      }
    }
    return entries;
  }

  private List<YamlNode> sequence(YAMLParser parser) throws IOException {
    List<YamlNode> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(node(parser));
    }
    return elements;
  }

  private String origin(YAMLParser parser) {
    return hasLines ? name + ":" + parser.currentTokenLocation().getLineNr() : name;
  }

  private UserErrorException problem(YAMLParser parser, String message) {
    return new UserErrorException(origin(parser) + ": " + message);
  }

  /** Where the parser could not go on; what it was at there may have begun before. */
  private static String line(JsonProcessingException e) {
    return PLACE
        .matcher(e.getOriginalMessage())
        .results()
        .map(place -> place.group(1))
        .reduce((first, second) -> second)
        .orElse(Integer.toString(e.getLocation().getLineNr()));
  }

  /** Without the places and the text around them. */
  private static String reason(JsonProcessingException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(text -> !text.startsWith(" "))
        .collect(Collectors.joining(", "));
  }
}
