package org.ptmrec.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs a command of the program inside this process. */
public final class ProgramRun {
  private ProgramRun() {}

  /** What it ended with and wrote. */
  public record Result(int exitCode, String out, String err) {}

  public static Result of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    int exitCode = command.execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }
}
