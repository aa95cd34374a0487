package org.ptmrec.cluster;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ptmrec.artifact.UserErrorException;

/**
 * A JobManager and TaskManagers as processes of this machine, on the loopback interface only. They
 * outlive the program that starts them; whoever knows the folder can stop them.
 */
public final class LocalCluster {
  private static final String HOST = "127.0.0.1";
  private static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";

  /** Held while it starts: two that start at once would forget each other's processes. */
  private static final String LOCK = "cluster.lock";

  private static final Duration READY = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Path folder;

  /**
   * @param folder of its state and logs
   */
  public LocalCluster(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** What was written down when it was started; empty if it was not, or was stopped. */
  public Optional<ClusterState> state() throws IOException {
    return ClusterState.read(folder);
  }

  /**
   * Starts it and waits until every TaskManager has registered with its slots.
   *
   * @throws UserErrorException if one runs from that folder already, or is being started
   * @throws ClusterUnreachableException if it does not come up; nothing is left behind
   */
  public ClusterState start(ClusterSpec spec) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (FileChannel file = FileChannel.open(folder.resolve(LOCK), CREATE, WRITE);
        FileLock unused = lock(file)) {
      if (state().isPresent()) {
        throw new UserErrorException(
            folder + ": a cluster was started from here; stop it first with 'ptmrec cluster stop'");
      }
      return startAlone(spec);
    }
  }

  private FileLock lock(FileChannel file) throws IOException {
    FileLock lock = null;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it.
    }
    if (lock == null) {
      throw new UserErrorException(
          folder + ": a cluster is being started from here; wait, or give another --folder");
    }
    return lock;
  }

  private ClusterState startAlone(ClusterSpec spec) throws IOException, InterruptedException {
    ClusterProcess processes = new ClusterProcess(spec, folder);
    int rest = spec.port() == 0 ? freePort() : free(spec.port());
    int rpc = freePort();
    ProcessConfiguration jobManager = ProcessConfiguration.jobManager(spec, rest, rpc);
    ProcessConfiguration taskManager = ProcessConfiguration.taskManager(spec, rpc);
    List<ClusterState.Member> members = new ArrayList<>();
    ClusterState state = new ClusterState(HOST + ":" + rest, members);
    boolean isUp = false;
    try {
      members.add(
          processes.start(
              "jobmanager", JOB_MANAGER, jobManager, List.of("--executionMode", "cluster")));
      state.write(folder);
      for (int i = 1; i <= spec.taskManagers(); i++) {
        members.add(processes.start("taskmanager-" + i, TASK_MANAGER, taskManager, List.of()));
        state.write(folder);
      }
      awaitReady(state, spec);
      isUp = true;
      return state;
    } finally {
      if (!isUp) {
        stop();
      }
    }
  }

  private void awaitReady(ClusterState state, ClusterSpec spec)
      throws IOException, InterruptedException {
    FlinkRest rest = new FlinkRest(state.address());
    Instant end = Instant.now().plus(READY);
    while (true) {
      for (ClusterState.Member member : state.processes()) {
        if (!member.isAlive()) {
          throw new ClusterUnreachableException(
              "the %s ended while it was starting; see %s.log and .out in %s"
                  .formatted(member.role(), member.role(), folder));
        }
      }
      try {
        // A TaskManager registers first and reports its slots a moment later.
        if (rest.overview().slots() >= spec.taskManagers() * spec.slots()) {
          return;
        }
      } catch (ClusterUnreachableException e) {
        if (Instant.now().isAfter(end)) {
          throw e;
        }
      }
      if (Instant.now().isAfter(end)) {
        throw new ClusterUnreachableException(
            "not all TaskManagers registered within %d s; see the logs in %s"
                .formatted(READY.toSeconds(), folder));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
  }

  /**
   * Ends all its processes, by force those that take longer than ten seconds. Logs are kept.
   *
   * @return how many were running
   */
  public int stop() throws IOException, InterruptedException {
    Optional<ClusterState> state = state();
    if (state.isEmpty()) {
      return 0;
    }
    List<ProcessHandle> running =
        state.get().processes().stream().flatMap(member -> member.find().stream()).toList();
    running.forEach(ProcessHandle::destroy);
    for (ProcessHandle process : running) {
      awaitEnd(process);
    }
    ClusterState.delete(folder);
    return running.size();
  }

  private static void awaitEnd(ProcessHandle process) throws InterruptedException {
    try {
      process.onExit().get(GRACE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for process " + process.pid(), e);
    }
  }

  private static int free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UserErrorException(
          "port %d of %s is taken; give another with --port, or 0 for any that is free"
              .formatted(port, HOST),
          e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }
}
