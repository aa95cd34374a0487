package org.ptmrec.cluster;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Path;

/**
 * A cluster on this machine.
 *
 * @param folder where its logs and its state are
 * @param configuration the folder of Flink's {@code config.yaml}
 * @param port of the REST interface and the dashboard; 0 for any that is free
 * @param slots of each TaskManager: how many things it does at once
 * @param threads of the tensor kernels of each TaskManager
 * @param heapMebibytes of each TaskManager
 * @param tensorMebibytes of each TaskManager, off the heap
 */
public record ClusterSpec(
    Path folder,
    Path configuration,
    int port,
    int taskManagers,
    int slots,
    int threads,
    int heapMebibytes,
    int tensorMebibytes) {
  public ClusterSpec {
    checkArgument(port >= 0 && port < 1 << 16, "port %s", port);
    checkArgument(taskManagers > 0, "%s TaskManagers, expected at least 1", taskManagers);
    checkArgument(slots > 0, "%s slots, expected at least 1", slots);
    checkArgument(threads > 0, "%s threads, expected at least 1", threads);
    checkArgument(heapMebibytes >= 256, "%s MiB of heap, expected at least 256", heapMebibytes);
    checkArgument(
        tensorMebibytes >= 256, "%s MiB for tensors, expected at least 256", tensorMebibytes);
  }
}
