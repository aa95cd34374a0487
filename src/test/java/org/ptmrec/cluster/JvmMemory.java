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

  /** Objects of a class that are still in use, after everything that can be freed was freed. */
  static long instances(ClusterState.Member process, String type) throws Exception {
    Splitter columns =
        Splitter.on(' ').omitEmptyStrings().trimResults(); // no, objects, bytes, name
    for (String line :
        Splitter.on('\n').split(tool("jcmd", Long.toString(process.pid()), "GC.class_histogram"))) {
      List<String> parts = columns.splitToList(line);
      if (parts.size() > 3 && parts.get(3).equals(type)) {
        return Long.parseLong(parts.get(1));
      }
    }
    return 0;
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
