package org.ptmrec.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What is wrong with a document by a schema, as far as Kubernetes' definitions use schemas. */
final class SchemaCheck {
  private final List<String> problems = new ArrayList<>();

  private SchemaCheck() {}

  /** One line for each problem, with its path. */
  static List<String> problems(JsonNode document, JsonNode schema) {
    SchemaCheck check = new SchemaCheck();
    check.check("", document, schema);
    return check.problems;
  }

  private void check(String path, JsonNode node, JsonNode schema) {
    if (!hasType(node, schema.path("type"))) {
      problems.add("%s: %s, expected %s".formatted(path, node, schema.path("type")));
      return;
    }
    if (schema.has("enum") && texts(schema.path("enum")).noneMatch(node.asText()::equals)) {
      problems.add("%s: %s, expected one of %s".formatted(path, node, schema.path("enum")));
    }
    texts(schema.path("required"))
        .filter(name -> !node.has(name))
        .forEach(name -> problems.add(path + "/" + name + ": missing"));
    node.properties()
        .forEach(
            entry -> member(path + "/" + entry.getKey(), entry.getKey(), entry.getValue(), schema));
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        check(path + "/" + i, node.get(i), schema.path("items"));
      }
    }
  }

  private void member(String path, String name, JsonNode value, JsonNode schema) {
    JsonNode expected = schema.path("properties").path(name);
    if (expected.isMissingNode()) {
      expected = schema.path("additionalProperties");
    }
    if (expected.isMissingNode()) {
      problems.add(path + ": unknown");
    } else {
      check(path, value, expected);
    }
  }

  private static boolean hasType(JsonNode node, JsonNode type) {
    return type.isArray()
        ? StreamSupport.stream(type.spliterator(), false).anyMatch(each -> hasType(node, each))
        : switch (type.asText()) {
          case "object" -> node.isObject();
          case "array" -> node.isArray();
          case "string" -> node.isTextual();
          case "integer" -> node.isIntegralNumber();
          case "number" -> node.isNumber();
          case "boolean" -> node.isBoolean();
          default -> throw new IllegalArgumentException("a schema without a type: " + type);
        };
  }

  private static Stream<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText);
  }
}
