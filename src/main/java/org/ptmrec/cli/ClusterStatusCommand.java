package org.ptmrec.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ptmrec.cluster.ClusterState;
import org.ptmrec.cluster.FlinkRest;
import org.ptmrec.cluster.LocalCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ptmrec cluster status}: whether it runs, and what it has to give. */
@Command(
    name = "status",
    description = "Tells which processes run, and how many slots are free.",
    mixinStandardHelpOptions = true)
final class ClusterStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ClusterCommand.Folder folder;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Optional<ClusterState> state = new LocalCluster(folder.path).state();
    if (state.isEmpty()) {
      out.println("no cluster was started from " + folder.path.toAbsolutePath());
      out.flush();
      return ExitCode.CLUSTER_UNREACHABLE;
    }
    for (ClusterState.Member member : state.get().processes()) {
      out.printf(
          "%-14s process %d %s%n",
          member.role(), member.pid(), member.isAlive() ? "runs" : "HAS ENDED");
    }
    out.flush();
    FlinkRest.Overview overview = new FlinkRest(state.get().address()).overview();
    out.printf(
        "%s: Flink %s, %d TaskManagers, %d of %d slots free, %d jobs running%n",
        state.get().address(),
        overview.version(),
        overview.taskManagers(),
        overview.freeSlots(),
        overview.slots(),
        overview.runningJobs());
    out.flush();
    return ExitCode.OK;
  }
}
