package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocumentationTest {
  private static final Pattern COMMAND = Pattern.compile("(?m)^ {4}\\./ptmrec ([^#\n]*)");
  private static final Pattern CODE = Pattern.compile("`([a-z]+/[A-Za-z]+\\.java)`");

  private static String readme() throws Exception {
    return Files.readString(Path.of("README.md"));
  }

  @Test
  void readmesCommands_areUnderstood() throws Exception {
    List<String> commands =
        COMMAND.matcher(readme()).results().map(match -> match.group(1).strip()).toList();
    assertThat(commands.size()).isAtLeast(10);
    for (String command : commands) {
      String[] arguments = command.replace("'", "").split(" +");
      Main.commandLine().parseArgs(arguments); // throws for what it does not know
      for (String argument : arguments) {
        if (argument.startsWith("pipelines/")) {
          assertWithMessage(command).that(Files.exists(Path.of(argument))).isTrue();
        }
      }
    }
  }

  @Test
  void readmesPaperMap_namesFilesThatAreThere() throws Exception {
    List<String> files = CODE.matcher(readme()).results().map(MatchResult::group).toList();
    assertThat(files.size()).isAtLeast(12);
    for (String file : files) {
      Path path = Path.of("src/main/java/org/ptmrec", file.replace("`", ""));
      assertWithMessage(file).that(Files.exists(path)).isTrue();
    }
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
