package org.ptmrec.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.ptmrec.cluster.LocalCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ptmrec cluster stop}: ends every process of it. */
@Command(
    name = "stop",
    description = "Ends every process of the cluster; its logs are kept.",
    mixinStandardHelpOptions = true)
final class ClusterStopCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ClusterCommand.Folder folder;

  @Override
  public Integer call() throws IOException, InterruptedException {
    int ended = new LocalCluster(folder.path).stop();
    spec.commandLine().getOut().printf("%d processes ended%n", ended);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
