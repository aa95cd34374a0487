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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Runs the README's commands on the quickstart, one after the other as a reader would, with a
 * smaller catalogue, fewer epochs and a store of its own.
 */
class ReadmeCommandsTest {
  private static final Pattern COMMAND = Pattern.compile("(?m)^ {4}\\./ptmrec ([^#\n]*)");

  @TempDir Path folder;

  private List<String> commands() throws Exception {
    return COMMAND
        .matcher(Files.readString(Path.of("README.md")))
        .results()
        .map(match -> match.group(1).strip().replace("'", ""))
        .filter(command -> command.contains(SmallQuickstart.FILE) || !command.contains(" "))
        .filter(command -> !command.contains("127.0.0.1")) // needs a cluster
        .filter(command -> !command.contains("new-texts.jsonl")) // a file of the reader's
        .toList();
  }

  /** What makes it small comes first: a command's own settings override it. */
  private String[] small(String command) {
    List<String> arguments = new ArrayList<>(List.of(command.split(" +")));
    int file = arguments.indexOf(SmallQuickstart.FILE);
    if (file >= 0) {
      arguments.addAll(file, new SmallQuickstart(folder).options("store"));
    }
    int out = arguments.indexOf("--out");
    if (out >= 0) {
      arguments.set(out + 1, folder.resolve(arguments.get(out + 1)).toString());
    }
    return arguments.toArray(new String[0]);
  }

  /** What is at the top of the checkout. */
  private static List<Path> checkout() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(""))) {
      return files.sorted().toList();
    }
  }

  @Test
  void commandsOfTheReadme_inTheirOrder_allSucceed() throws Exception {
    List<String> commands = commands();
    assertThat(commands.size()).isAtLeast(9);
    List<Path> before = checkout();
    for (String command : commands) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      CommandLine line = Main.commandLine();
      line.setOut(new PrintWriter(out, true));
      line.setErr(new PrintWriter(err, true));
      assertWithMessage("%s\n%s\n%s", command, out, err)
          .that(line.execute(small(command)))
          .isEqualTo(0);
      if (command.startsWith("plan ")) {
        assertThat(out.toString()).contains("FRESH");
        assertThat(out.toString()).doesNotContain("MISSING");
      }
    }
    assertThat(checkout()).isEqualTo(before);
  }
}
