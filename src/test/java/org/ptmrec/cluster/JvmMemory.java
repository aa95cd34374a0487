package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The memory of another JVM, by the tools of the JDK. */
final class JvmMemory {
  private JvmMemory() {}

  /** KiB of classes that are still in use, after everything that can be freed was freed. */
  static double metaspace(ClusterState.Member process) throws Exception {
    tool("jcmd", Long.toString(process.pid()), "GC.run");
    List<String> lines =
        Splitter.on('\n').splitToList(tool("jstat", "-gc", Long.toString(process.pid())));
    Splitter columns = Splitter.on(' ').omitEmptyStrings().trimResults();
    int used = columns.splitToList(lines.get(0)).indexOf("MU");
    return Double.parseDouble(columns.splitToList(lines.get(1)).get(used));
  }

  private static String tool(String name, String... arguments) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", name).toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = read(process);
    assertWithMessage(output).that(process.waitFor()).isEqualTo(0);
    return output;
  }

  private static String read(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
