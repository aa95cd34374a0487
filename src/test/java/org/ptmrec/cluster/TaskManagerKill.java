package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertWithMessage;
import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Kills TaskManagers of a cluster as {@code kill -9} does, and starts another in place of each, as
 * whoever keeps a cluster running would.
 */
final class TaskManagerKill implements AutoCloseable {
  private final Path folder;

  /** Length of each TaskManager's log, by its role, when this was created. */
  private final Map<String, Long> before = new LinkedHashMap<>();

  TaskManagerKill(Path folder) throws IOException {
    this.folder = folder;
    for (ClusterState.Member member : taskManagers()) {
      before.put(member.role(), Files.size(log(member.role())));
    }
  }

  private Path log(String role) {
    return folder.resolve(role + ".log");
  }

  private List<ClusterState.Member> taskManagers() throws IOException {
    return ClusterState.read(folder).orElseThrow().processes().stream()
        .filter(member -> member.role().startsWith("taskmanager"))
        .toList();
  }

  /**
   * Kills the one that has logged a text last since this was created, and starts its replacement.
   */
  void killWhoLogged(String text) throws IOException {
    ClusterState.Member killed = null;
    String latest = "";
    for (ClusterState.Member member : taskManagers()) {
      String line = lastLine(member.role(), text);
      if (line.compareTo(latest) > 0) { // lines begin with their time
        latest = line;
        killed = member;
      }
    }
    assertWithMessage("TaskManager that logged " + text).that(killed).isNotNull();
    ProcessBuilder replacement =
        new ProcessBuilder(strings(killed, "cmdline"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(killed.role() + "-again.out").toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    replacement.environment().clear();
    for (String variable : strings(killed, "environ")) {
      int equals = variable.indexOf('=');
      replacement.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    killed.find().orElseThrow().destroyForcibly();
    Process process = replacement.start();
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

  /** Its command or its environment, as Linux tells them. */
  private static List<String> strings(ClusterState.Member member, String file) throws IOException {
    byte[] all = Files.readAllBytes(Path.of("/proc", Long.toString(member.pid()), file));
    return Arrays.asList(new String(all, StandardCharsets.UTF_8).split("\0"));
  }

  private String lastLine(String role, String text) {
    String found = "";
    for (String line : logged(role).split("\n")) {
      if (line.contains(text)) {
        found = line;
      }
    }
    return found;
  }

  private String logged(String role) {
    try {
      byte[] all = Files.readAllBytes(log(role));
      int from = before.get(role).intValue();
      return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What all TaskManagers have logged since this was created. */
  String logs() {
    return before.keySet().stream().map(this::logged).collect(joining());
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
