package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A cluster of processes that all tests of a JVM share, since a start takes most of half a minute:
 * two TaskManagers of one slot, one thread and one GPU that is not there, started by the first test
 * class that asks for it and stopped after the last.
 *
 * <pre>{@code
 * @RegisterExtension static final ClusterExtension CLUSTER = new ClusterExtension();
 *
 * ProgramRun.of("run", pipeline, "--runner=flink", "--flink-master=" + CLUSTER.address());
 * }</pre>
 */
public final class ClusterExtension implements BeforeAllCallback {
  public static final int TASK_MANAGERS = 2;

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(ClusterExtension.class);

  private Shared shared;

  @Override
  public void beforeAll(ExtensionContext context) {
    shared =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Shared.class, type -> Shared.start(), Shared.class);
  }

  /** HOST:PORT. */
  public String address() {
    return shared.state.address();
  }

  /** Where its state and the logs of its processes are. */
  public Path folder() {
    return shared.folder;
  }

  /** What was written of a process so far. */
  public String log(ClusterState.Member process) throws IOException {
    return Files.readString(folder().resolve(process.role() + ".log"));
  }

  /** The processes that were started as TaskManagers, alive or not. */
  public List<ClusterState.Member> taskManagers() {
    return shared.state.processes().stream()
        .filter(process -> process.role().startsWith("taskmanager"))
        .toList();
  }

  /** The jar that a job stages: the program with the classes of the tests. */
  public Path jobJar() {
    return shared.jobJar;
  }

  private record Shared(Path folder, Path jobJar, ClusterState state)
      implements ExtensionContext.Store.CloseableResource {

    static Shared start() {
      try {
        Path folder = Files.createDirectories(Path.of("target", "flink-cluster")).toAbsolutePath();
        new LocalCluster(folder).stop(); // of a test run that was killed
        try (Stream<Path> files = Files.list(folder)) { // a log goes on where it was
          files
              .filter(file -> file.toString().endsWith(".log"))
              .forEach(file -> file.toFile().delete());
        }
        Path jobJar = JobJar.write(folder.resolve("job.jar"));
        System.setProperty("ptmrec.jar", jobJar.toString());
        ClusterState state =
            new LocalCluster(folder)
                .start(
                    ClusterSpec.builder(folder, Path.of("flink-conf").toAbsolutePath())
                        .setTaskManagers(TASK_MANAGERS)
                        .setHeap(768)
                        .setTensors(1024)
                        .setGpu(true)
                        .setOverlays(List.of(overlay(folder)))
                        .build());
        return new Shared(folder, jobJar, state);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** Two GPUs that are not there, and metrics for Prometheus. */
    private static Path overlay(Path folder) throws IOException {
      Path discovery = Files.writeString(folder.resolve("discovery.sh"), "#!/bin/sh\necho 0,1\n");
      assertThat(discovery.toFile().setExecutable(true)).isTrue();
      String keys =
          Files.readString(Path.of("flink-conf/prometheus.yaml"))
              .replace("9250-9299", "9250-9349") // others may have clusters here, too
              .replace("9350-9399", "9350-9499");
      return Files.writeString(
          folder.resolve("overlay.yaml"),
          keys
              + "external-resource.gpu.param.discovery-script.path: "
              + discovery
              + "\nexternal-resource.gpu.param.claims.path: "
              + folder.resolve("claims")
              + "\n");
    }

    @Override
    public void close() throws Exception {
      System.clearProperty("ptmrec.jar");
      new LocalCluster(folder).stop();
    }
  }
}
