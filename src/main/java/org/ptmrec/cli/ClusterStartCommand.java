package org.ptmrec.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.Json;
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

  @Option(names = "--heap", paramLabel = "MIB", description = "Of each TaskManager")
  private @Nullable Integer heap;

  @Option(
      names = "--tensors",
      paramLabel = "MIB",
      description = "Of each TaskManager, off the heap")
  private @Nullable Integer tensors;

  @Option(
      names = "--gpu",
      description = "Gives every TaskManager a GPU of its own, by flink-conf/taskmanager-gpu.yaml")
  private boolean gpu;

  @Option(
      names = "--overlay",
      paramLabel = "FILE",
      description =
          "Flink's keys for all processes, such as flink-conf/prometheus.yaml; repeatable")
  private List<Path> overlays = List.of();

  @Option(names = "--json", description = "Print one JSON object")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ClusterState state = new LocalCluster(folder.path).start(clusterSpec());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(Map.of("address", state.address(), "processes", state.processes())));
    } else {
      out.printf(
          "a cluster of %d TaskManagers runs at %s; its dashboard: http://%s%n"
              + "run on it:  ptmrec run FILE --runner flink --flink-master %s%n"
              + "stop it:    ptmrec cluster stop%s%n",
          taskManagers,
          state.address(),
          state.address(),
          state.address(),
          folder.path.equals(ClusterCommand.Folder.DEFAULT) ? "" : " --folder " + folder.path);
    }
    out.flush();
    return ExitCode.OK;
  }

  private ClusterSpec clusterSpec() {
    int shared = Runtime.getRuntime().availableProcessors() / Math.max(1, taskManagers);
    try {
      ClusterSpec.Builder builder =
          ClusterSpec.builder(folder.path, configuration())
              .setPort(port)
              .setTaskManagers(taskManagers)
              .setSlots(slots)
              .setThreads(threads > 0 ? threads : Math.max(1, shared))
              .setGpu(gpu)
              .setOverlays(overlays);
      if (heap != null) {
        builder.setHeap(heap);
      }
      if (tensors != null) {
        builder.setTensors(tensors);
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new UserErrorException("no such cluster: " + e.getMessage(), e);
    }
  }

  private static Path configuration() {
    return Path.of(System.getProperty("ptmrec.home", "")).resolve("flink-conf").toAbsolutePath();
  }
}
