package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.UserErrorException;

/** What is written down of a cluster; another process stands for one of Flink's. */
class LocalClusterTest {
  @TempDir Path folder;

  private Process process;

  @AfterEach
  void endProcess() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private ClusterState.Member member() throws IOException {
    process = new ProcessBuilder("tail", "-f", "/dev/null").start();
    return ClusterState.Member.of("taskmanager-1", process.toHandle());
  }

  private static ClusterSpec spec(Path folder) {
    return ClusterSpec.builder(folder, folder).build();
  }

  @Test
  void stop_runningProcess_endsItAndForgets() throws Exception {
    new ClusterState("127.0.0.1:1", List.of(member())).write(folder);

    int ended = new LocalCluster(folder).stop();

    assertThat(ended).isEqualTo(1);
    assertThat(process.waitFor()).isNotEqualTo(0);
    assertThat(new LocalCluster(folder).state()).isEmpty();
  }

  @Test
  void state_damagedFile_isNamed() throws Exception {
    Files.writeString(folder.resolve("cluster.json"), "{\"address\": \"127.");
    LocalCluster cluster = new LocalCluster(folder);
    assertThat(assertThrows(UserErrorException.class, cluster::stop))
        .hasMessageThat()
        .startsWith(folder.resolve("cluster.json") + ": damaged");
  }

  @Test
  void stop_numberTakenByAnotherProcess_leavesItAlone() throws Exception {
    ClusterState.Member other = member();
    ClusterState.Member ours =
        new ClusterState.Member(other.role(), other.pid(), other.started().minusSeconds(60));
    new ClusterState("127.0.0.1:1", List.of(ours)).write(folder);

    int ended = new LocalCluster(folder).stop();

    assertThat(ended).isEqualTo(0);
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void start_afterAnother_refused() throws Exception {
    new ClusterState("127.0.0.1:1", List.of(member())).write(folder);

    UserErrorException e =
        assertThrows(UserErrorException.class, () -> new LocalCluster(folder).start(spec(folder)));

    assertThat(e).hasMessageThat().contains("cluster stop");
  }

  @Test
  void start_whileAnotherStarts_refused() throws Exception {
    try (FileChannel file = FileChannel.open(folder.resolve("cluster.lock"), CREATE, WRITE)) {
      file.lock();

      UserErrorException e =
          assertThrows(
              UserErrorException.class, () -> new LocalCluster(folder).start(spec(folder)));

      assertThat(e).hasMessageThat().contains("being started");
    }
  }
}
