package org.ptmrec.cluster;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** A cluster on this machine: one TaskManager of one slot, if nothing else is said. */
@AutoValue
public abstract class ClusterSpec {
  /** Where its logs and its state are. */
  public abstract Path folder();

  /** The folder of Flink's {@code config.yaml} and of the overlays for TaskManagers. */
  public abstract Path configuration();

  /** Of the REST interface and the dashboard; 0 for any that is free. */
  public abstract int port();

  public abstract int taskManagers();

  /** Of each TaskManager: how many things it does at once. */
  public abstract int slots();

  /** Of the tensor kernels of each TaskManager. */
  public abstract int threads();

  /** MiB of each TaskManager; empty for what the overlay says. */
  public abstract OptionalInt heap();

  /** MiB of each TaskManager for tensors, off the heap; empty for what the overlay says. */
  public abstract OptionalInt tensors();

  /** Whether every TaskManager is to have a GPU of its own. */
  public abstract boolean gpu();

  /** Files of Flink's keys for all processes; what comes later wins. */
  public abstract ImmutableList<Path> overlays();

  /**
   * @param folder where its logs and its state go
   * @param configuration the folder of Flink's {@code config.yaml}
   */
  public static Builder builder(Path folder, Path configuration) {
    return new AutoValue_ClusterSpec.Builder()
        .setFolder(folder)
        .setConfiguration(configuration)
        .setPort(0)
        .setTaskManagers(1)
        .setSlots(1)
        .setThreads(1)
        .setGpu(false)
        .setOverlays(List.of());
  }

  /** Collects the values. */
  @AutoValue.Builder
  public abstract static class Builder {
    abstract Builder setFolder(Path folder);

    abstract Builder setConfiguration(Path folder);

    public abstract Builder setPort(int port);

    public abstract Builder setTaskManagers(int number);

    public abstract Builder setSlots(int number);

    public abstract Builder setThreads(int number);

    public abstract Builder setHeap(int mebibytes);

    public abstract Builder setTensors(int mebibytes);

    public abstract Builder setGpu(boolean gpu);

    public abstract Builder setOverlays(List<Path> files);

    abstract ClusterSpec autoBuild();

    /**
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public ClusterSpec build() {
      ClusterSpec spec = autoBuild();
      checkArgument(spec.port() >= 0 && spec.port() < 1 << 16, "port %s", spec.port());
      checkArgument(
          spec.taskManagers() > 0, "%s TaskManagers, expected at least 1", spec.taskManagers());
      checkArgument(spec.slots() > 0, "%s slots, expected at least 1", spec.slots());
      checkArgument(spec.threads() > 0, "%s threads, expected at least 1", spec.threads());
      checkArgument(
          !spec.gpu() || spec.slots() == 1, "%s slots on one GPU, expected 1", spec.slots());
      checkMemory("of heap", spec.heap());
      checkMemory("for tensors", spec.tensors());
      return spec;
    }

    private static void checkMemory(String what, OptionalInt mebibytes) {
      checkArgument(
          mebibytes.isEmpty() || mebibytes.getAsInt() >= 256,
          "%s MiB %s, expected at least 256",
          mebibytes.orElse(0),
          what);
    }
  }
}
