package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentationTest {
  /** Stands for a pipeline file of the reader's. */
  private static final String YOURS = "pipelines/shop.yaml";

  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^\\s'])+");
  private static final Pattern COMMAND = Pattern.compile("(?m)^ {4}\\./ptmrec ([^#\n]*)");

  /** A block of Java whose first line says which file it is from. */
  private static final Pattern SNIPPET =
      Pattern.compile("(?ms)^ *```java\n *// (src/\\S+)\n(.*?)^ *```$");

  /** The README and the pages of docs. */
  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      return Stream.concat(
              Stream.of(Path.of("README.md")),
              docs.filter(page -> page.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  @Test
  void pagesCommands_areUnderstood() throws Exception {
    List<String> commands = new ArrayList<>();
    for (Path page : pages()) {
      COMMAND
          .matcher(Files.readString(page))
          .results()
          .forEach(match -> commands.add(match.group(1).strip()));
    }
    assertThat(commands.size()).isAtLeast(10);
    for (String command : commands) {
      String[] arguments = words(command);
      Main.commandLine().parseArgs(arguments); // throws for what it does not know
      for (String argument : arguments) {
        if (argument.startsWith("pipelines/") && !argument.equals(YOURS)) {
          assertWithMessage(command).that(Files.exists(Path.of(argument))).isTrue();
        }
      }
    }
  }

  /** As a shell would: blanks part words, apostrophes keep them together. */
  private static String[] words(String command) {
    return WORD.matcher(command)
        .results()
        .map(word -> word.group().replace("'", ""))
        .toArray(String[]::new);
  }

  @Test
  void pagesSnippets_areInTheFilesThatTheyName() throws Exception {
    int snippets = 0;
    for (Path page : pages()) {
      for (MatchResult snippet : SNIPPET.matcher(Files.readString(page)).results().toList()) {
        String source = Files.readString(Path.of(snippet.group(1)));
        assertWithMessage("%s from %s", page, snippet.group(1))
            .that(withoutIndent(source))
            .contains(withoutIndent(snippet.group(2)));
        snippets++;
      }
    }
    assertThat(snippets).isAtLeast(5);
  }

  private static String withoutIndent(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }

  @Test
  void keysPage_isWhatTheCommandPrints() throws Exception {
    StringWriter out = new StringWriter();
    Main.commandLine().setOut(new PrintWriter(out, true)).execute("keys", "--markdown");
    assertWithMessage("end of docs/keys.md; put there what ptmrec keys --markdown prints")
        .that(Files.readString(Path.of("docs/keys.md")))
        .endsWith(out.toString());
  }
}
