package org.ptmrec.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A cluster of processes that all tests of a JVM share, since a start takes most of half a minute:
 * two TaskManagers of one slot and one thread each, started by the first test class that asks for
 * it and stopped after the last.
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
        Path jobJar = JobJar.write(folder.resolve("job.jar"));
        ClusterState state =
            new LocalCluster(folder)
                .start(
                    new ClusterSpec(
                        folder,
                        Path.of("flink-conf").toAbsolutePath(),
                        0,
                        TASK_MANAGERS,
                        1,
                        1,
                        768,
                        1024));
        System.setProperty("ptmrec.jar", jobJar.toString());
        return new Shared(folder, jobJar, state);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws Exception {
      System.clearProperty("ptmrec.jar");
      new LocalCluster(folder).stop();
    }
  }
}
