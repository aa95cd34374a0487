package org.ptmrec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.cluster.ClusterSpec;
import org.ptmrec.cluster.ClusterState;
import org.ptmrec.cluster.LocalCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec cluster start}: a JobManager and TaskManagers. */
@Command(
    name = "start",
    description =
        "Starts a JobManager and TaskManagers, each a process, on the loopback interface.",
    mixinStandardHelpOptions = true)
final class ClusterStartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ClusterCommand.Folder folder;

  @Option(names = "--task-managers", description = "How many (${DEFAULT-VALUE})")
  private int taskManagers = 1;

  @Option(names = "--slots", description = "Of each TaskManager (${DEFAULT-VALUE})")
  private int slots = 1;

  @Option(names = "--port", description = "Of REST and dashboard; 0 for any (${DEFAULT-VALUE})")
  private int port = 8081;

  @Option(
      names = "--threads",
      description = "Of each TaskManager's kernels; default: the processors shared out")
  private int threads;

  @Option(names = "--heap", description = "MiB of each TaskManager (${DEFAULT-VALUE})")
  private int heap = 1024;

  @Option(
      names = "--tensors",
      description = "MiB of each TaskManager, off the heap (${DEFAULT-VALUE})")
  private int tensors = 2048;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ClusterState state = new LocalCluster(folder.path).start(clusterSpec());
    spec.commandLine()
        .getOut()
        .printf(
            "a cluster of %d TaskManagers runs at %s; its dashboard: http://%s%n"
                + "run on it:  ptmrec run FILE --runner flink --flink-master %s%n"
                + "stop it:    ptmrec cluster stop%n",
            taskManagers, state.address(), state.address(), state.address());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private ClusterSpec clusterSpec() {
    int shared = Runtime.getRuntime().availableProcessors() / Math.max(1, taskManagers);
    try {
      return new ClusterSpec(
          folder.path,
          Path.of(System.getProperty("ptmrec.home", "")).resolve("flink-conf").toAbsolutePath(),
          port,
          taskManagers,
          slots,
          threads > 0 ? threads : Math.max(1, shared),
          heap,
          tensors);
    } catch (IllegalArgumentException e) {
      throw new UserErrorException("no such cluster: " + e.getMessage(), e);
    }
  }
}
