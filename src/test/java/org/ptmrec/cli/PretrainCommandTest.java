package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.ClipFolder;
import picocli.CommandLine;

class PretrainCommandTest {
  @TempDir Path temporary;
  private final StringWriter err = new StringWriter();

  @Test
  void call_tinySizes_writesAFolderThatOpens() {
    Path out = temporary.resolve("new").resolve("model");
    int code =
        execute(
            "--out=" + out,
            "--pictures=100",
            "--steps=2",
            "--batch=8",
            "--width=32",
            "--layers=1",
            "--seed=3");
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(err.toString()).contains("step 2 of 2  loss ");
    ClipFolder folder = ClipFolder.open(out);
    assertThat(folder.clip().embeddingWidth()).isEqualTo(64);
    assertThat(folder.preprocessor().size()).isEqualTo(64);
    // Start, the two words, which are tokens of their own, and end.
    assertThat(folder.tokenizer().encode("red umbrella").ids().length()).isEqualTo(4);
  }

  @Test
  void call_folderWithContent_isRefusedBeforeAnythingIsDrawn() throws IOException {
    Path precious = Files.writeString(temporary.resolve("config.json"), "{}");
    PretrainCommand command = new PretrainCommand();
    new CommandLine(command).parseArgs("--out=" + temporary);
    UserErrorException refusal = assertThrows(UserErrorException.class, command::call);
    assertThat(refusal).hasMessageThat().contains("not empty; name a new folder");
    assertThat(Files.readString(precious)).isEqualTo("{}");
  }

  @Test
  void call_impossibleWidth_isAnErrorOfUse() {
    assertThat(execute("--out=" + temporary.resolve("new"), "--width=33"))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("width 33: expected a multiple of 32");
  }

  private int execute(String... arguments) {
    return new CommandLine(new PretrainCommand())
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
