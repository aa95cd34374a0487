package org.ptmrec.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Recipe;

/** Says in words why an earlier artifact of a stage is not the one that is wanted. */
final class RecipeDifference {
  private static final int MOST_VALUES = 3;

  private RecipeDifference() {}

  /** What a person would look at first comes first; empty for equal recipes. */
  static String between(Recipe before, Recipe now) {
    List<String> reasons = new ArrayList<>();
    parameters(before.parameters(), now.parameters(), reasons);
    changed("the input file of key", before.files(), now.files(), reasons);
    changed("the schema of record", before.schemas(), now.schemas(), reasons);
    code(before.code(), now.code(), reasons);
    changed("the version of library", before.libraries(), now.libraries(), reasons);
    if (before.layout() != now.layout()) {
      reasons.add("the layout of artifacts changed");
    }
    List<String> parents = differing(before.parents(), now.parents());
    if (!parents.isEmpty()) {
      reasons.add("what it reads changed (" + String.join(", ", parents) + ")");
    }
    return String.join("; ", reasons);
  }

  private static void parameters(
      SortedMap<String, Object> before, SortedMap<String, Object> now, List<String> reasons) {
    for (String name : names(before, now)) {
      String old = before.containsKey(name) ? Json.canonical(before.get(name)) : "unset";
      String recent = now.containsKey(name) ? Json.canonical(now.get(name)) : "unset";
      if (!old.equals(recent)) {
        reasons.add("key " + name + " changed from " + old + " to " + recent);
      }
    }
  }

  private static void code(
      SortedMap<String, String> before, SortedMap<String, String> now, List<String> reasons) {
    List<String> classes = differing(before, now);
    if (!classes.isEmpty()) {
      List<String> shown =
          classes.stream().limit(MOST_VALUES).map(name -> name.replace("org.ptmrec.", "")).toList();
      int more = classes.size() - shown.size();
      reasons.add(
          "its code changed (" + String.join(", ", shown) + (more > 0 ? ", +" + more : "") + ")");
    }
  }

  private static void changed(
      String what, Map<String, String> before, Map<String, String> now, List<String> reasons) {
    for (String name : differing(before, now)) {
      reasons.add(what + " " + name + " changed");
    }
  }

  private static List<String> differing(Map<String, ?> before, Map<String, ?> now) {
    return names(before, now).stream()
        .filter(name -> !Objects.equals(before.get(name), now.get(name)))
        .toList();
  }

  private static TreeSet<String> names(Map<String, ?> before, Map<String, ?> now) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    return names;
  }
}
