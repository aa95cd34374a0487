package org.ptmrec.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Kills TaskManagers of a cluster as {@code kill -9} does, and starts another in place of each, as
 * whoever keeps a cluster running would.
 */
final class TaskManagerKill implements AutoCloseable {
  private final Path folder;
  private final List<Path> logs = new ArrayList<>();

  TaskManagerKill(Path folder) throws IOException {
    this.folder = folder;
    for (ClusterState.Member member : taskManagers()) {
      logs.add(folder.resolve(member.role() + ".log"));
    }
  }

  private List<ClusterState.Member> taskManagers() throws IOException {
    return ClusterState.read(folder).orElseThrow().processes().stream()
        .filter(member -> member.role().startsWith("taskmanager"))
        .toList();
  }

  /** Kills the last one and starts its replacement. */
  void killOne() throws IOException {
    List<ClusterState.Member> all = taskManagers();
    ClusterState.Member killed = all.get(all.size() - 1);
    List<String> command = command(killed);
    killed.find().orElseThrow().destroyForcibly();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(killed.role() + "-again.out").toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    replace(killed, ClusterState.Member.of(killed.role(), process.toHandle()));
  }

  /** So that whoever stops the cluster stops it, too. */
  private void replace(ClusterState.Member killed, ClusterState.Member replacement)
      throws IOException {
    ClusterState state = ClusterState.read(folder).orElseThrow();
    List<ClusterState.Member> members = new ArrayList<>(state.processes());
    members.remove(killed);
    members.add(replacement);
    new ClusterState(state.address(), members).write(folder);
  }

  private static List<String> command(ClusterState.Member member) throws IOException {
    byte[] line = Files.readAllBytes(Path.of("/proc/" + member.pid() + "/cmdline"));
    return Arrays.asList(new String(line, StandardCharsets.UTF_8).split("\0"));
  }

  /** What all TaskManagers have logged since this was created. */
  String logs() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path log : logs) {
      text.append(Files.readString(log));
    }
    return text.toString();
  }

  /** Waits until the replacements have registered: other tests need the slots. */
  @Override
  public void close() throws Exception {
    FlinkRest rest = new FlinkRest(ClusterState.read(folder).orElseThrow().address());
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofMinutes(2))
        .until(() -> rest.overview().freeSlots() >= ClusterExtension.TASK_MANAGERS);
  }
}
