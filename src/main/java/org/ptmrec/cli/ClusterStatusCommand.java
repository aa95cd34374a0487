package org.ptmrec.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.Json;
import org.ptmrec.cluster.ClusterState;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.ptmrec.cluster.FlinkRest;
import org.ptmrec.cluster.LocalCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec cluster status}: whether it runs, and what it has to give. */
@Command(
    name = "status",
    description = "Tells which processes run, and how many slots are free.",
    mixinStandardHelpOptions = true)
final class ClusterStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ClusterCommand.Folder folder;

  @Option(names = "--json", description = "Print one JSON object")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ClusterState state =
        new LocalCluster(folder.path)
            .state()
            .orElseThrow(
                () ->
                    new ClusterUnreachableException(
                        "no cluster was started from " + folder.path.toAbsolutePath()));
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      state.processes().forEach(process -> print(process, out));
      out.flush();
    }
    FlinkRest.Overview overview = new FlinkRest(state.address()).overview();
    if (json) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("address", state.address());
      facts.put("processes", state.processes().stream().map(ClusterStatusCommand::facts).toList());
      facts.put("cluster", overview);
      out.println(Json.ordered(facts));
    } else {
      out.printf(
          "%s: Flink %s, %d TaskManagers, %d of %d slots free, %d jobs running%n",
          state.address(),
          overview.version(),
          overview.taskManagers(),
          overview.freeSlots(),
          overview.slots(),
          overview.runningJobs());
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(ClusterState.Member process, PrintWriter out) {
    out.printf(
        "%-14s process %d %s%n",
        process.role(), process.pid(), process.isAlive() ? "runs" : "HAS ENDED");
  }

  private static Map<String, Object> facts(ClusterState.Member process) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("role", process.role());
    facts.put("pid", process.pid());
    facts.put("alive", process.isAlive());
    return facts;
  }
}
