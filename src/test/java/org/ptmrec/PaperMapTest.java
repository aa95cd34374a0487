package org.ptmrec;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds the README's map from the paper to the code: classes are there and cite their place. */
class PaperMapTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([^|]*(?:Eq|§|Table|Figure)[^|]*) \\| ([^|]+) \\|$");
  private static final Pattern FILE = Pattern.compile("`([a-z]+)/([A-Za-z0-9]+)\\.java`");
  private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*.*?\\*/");
  private static final Pattern EQUATIONS =
      Pattern.compile("Eqs?\\.? (\\d+)(?:(?:–|-| to | and )(\\d+))?");
  private static final Pattern PLACE = Pattern.compile("§\\d(?:\\.\\d)*|(?:Table|Figure)\\s+\\d");

  /** Places of the paper in a text: "Eqs. 3 and 4" is Eq. 3 and Eq. 4. */
  private static Set<String> places(String text) {
    Set<String> places = new TreeSet<>();
    for (MatchResult match : results(EQUATIONS, text)) {
      int first = Integer.parseInt(match.group(1));
      int last = match.group(2) == null ? first : Integer.parseInt(match.group(2));
      IntStream.rangeClosed(first, last).forEach(number -> places.add("Eq. " + number));
    }
    results(PLACE, text).forEach(match -> places.add(match.group().replaceAll("\\s+", " ")));
    return places;
  }

  private static List<MatchResult> results(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  /** What the class's Javadoc cites; fails if there is no such class. */
  private static Set<String> cited(String folder, String name) throws Exception {
    Class.forName("org.ptmrec." + folder + "." + name);
    String source =
        Files.readString(SOURCES.resolve("org/ptmrec/" + folder + "/" + name + ".java"));
    return places(
        results(JAVADOC, source).stream()
            .map(doc -> doc.group().replaceAll("\\s*\\n\\s*\\*\\s*", " "))
            .collect(Collectors.joining("\n")));
  }

  private static Map<String, String> rows() throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("README.md")));
    while (row.find()) {
      rows.put(row.group(1), row.group(2));
    }
    return rows;
  }

  @Test
  void everyClassOfTheMap_isThere_andItsJavadocCitesThePlace() throws Exception {
    for (Map.Entry<String, String> row : rows().entrySet()) {
      Set<String> wanted = places(row.getKey());
      Set<String> found = new TreeSet<>();
      List<MatchResult> files = results(FILE, row.getValue());
      assertWithMessage(row.getKey()).that(files).isNotEmpty();
      for (MatchResult file : files) {
        Set<String> cited = cited(file.group(1), file.group(2));
        cited.retainAll(wanted);
        assertWithMessage("%s should cite one of %s", file.group(), wanted)
            .that(cited)
            .isNotEmpty();
        found.addAll(cited);
      }
      assertWithMessage(row.getValue()).that(found).isEqualTo(wanted);
    }
  }

  @Test
  void map_leavesOutNoEquationNorTableNorFigureOfResults() throws Exception {
    Set<String> places = places(String.join("\n", rows().keySet()));
    for (int equation = 1; equation <= 13; equation++) {
      assertThat(places).contains("Eq. " + equation);
    }
    assertThat(places).containsAtLeast("Table 1", "Table 2", "Figure 3", "Figure 4");
  }
}
