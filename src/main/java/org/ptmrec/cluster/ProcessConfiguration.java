package org.ptmrec.cluster;

import com.google.common.base.Splitter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;
import org.apache.flink.util.StringUtils;

/**
 * What a process of a local cluster is started with: flags of the JVM, and Flink's keys over those
 * of {@code config.yaml}. Memory is divided by Flink's own rules, as its start scripts do it.
 *
 * @param properties in the order in which they count, the last wins
 */
record ProcessConfiguration(List<String> flags, Map<String, String> properties) {
  private static final String HOST = "127.0.0.1";

  /** Of the JobManager. */
  static ProcessConfiguration jobManager(ClusterSpec spec, int rest, int rpc) {
    Map<String, String> properties = common(spec, rpc);
    properties.put("jobmanager.bind-host", HOST);
    properties.put("rest.address", HOST);
    properties.put("rest.bind-address", HOST);
    properties.put("rest.port", Integer.toString(rest));
    properties.put("parallelism.default", Integer.toString(spec.taskManagers() * spec.slots()));
    Configuration all = effective(spec, properties);
    JobManagerProcessSpec memory =
        JobManagerProcessUtils.processSpecFromConfigWithNewOptionToInterpretLegacyHeap(
            all, JobManagerOptions.JVM_HEAP_MEMORY);
    List<String> flags = flags(all, all.get(CoreOptions.FLINK_JM_JVM_OPTIONS));
    flags.addAll(words(JobManagerProcessUtils.generateJvmParametersStr(memory, all)));
    return new ProcessConfiguration(flags, properties);
  }

  /** Of every TaskManager. */
  static ProcessConfiguration taskManager(ClusterSpec spec, int rpc) {
    Map<String, String> properties = common(spec, rpc);
    properties.put("taskmanager.host", HOST);
    properties.put("taskmanager.bind-host", HOST);
    properties.put("taskmanager.numberOfTaskSlots", Integer.toString(spec.slots()));
    properties.put("taskmanager.cpu.cores", Integer.toString(spec.threads()));
    spec.heap()
        .ifPresent(
            heap -> {
              properties.put("taskmanager.memory.framework.heap.size", "128m");
              properties.put("taskmanager.memory.task.heap.size", heap - 128 + "m");
            });
    spec.tensors()
        .ifPresent(
            // what is not tensors are the buffers of files and of the network
            mebibytes ->
                properties.put("taskmanager.memory.task.off-heap.size", mebibytes + 256 + "m"));
    Configuration all = effective(spec, properties);
    TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(all);
    List<String> flags = flags(all, all.get(CoreOptions.FLINK_TM_JVM_OPTIONS));
    flags.addAll(words(ProcessMemoryUtils.generateJvmParametersStr(memory)));
    flags.add("-Dptmrec.threads=" + spec.threads());
    spec.tensors()
        .ifPresent(mebibytes -> flags.add("-Dorg.bytedeco.javacpp.maxbytes=" + mebibytes + "m"));
    // Started without Flink's scripts, a TaskManager has to be told every part of its memory.
    words(TaskExecutorProcessUtils.generateDynamicConfigsStr(memory)).stream()
        .filter(word -> word.contains("="))
        .forEach(word -> put(word, properties));
    return new ProcessConfiguration(flags, properties);
  }

  private static Map<String, String> common(ClusterSpec spec, int rpc) {
    Map<String, String> properties = new LinkedHashMap<>();
    Path kind =
        spec.configuration().resolve(spec.gpu() ? "taskmanager-gpu.yaml" : "taskmanager-cpu.yaml");
    properties.putAll(FlinkConfiguration.read(kind));
    spec.overlays().forEach(overlay -> properties.putAll(FlinkConfiguration.read(overlay)));
    properties.put("jobmanager.rpc.address", HOST);
    properties.put("jobmanager.rpc.port", Integer.toString(rpc));
    return properties;
  }

  private static Configuration effective(ClusterSpec spec, Map<String, String> properties) {
    return GlobalConfiguration.loadConfiguration(
        spec.configuration().toString(), Configuration.fromMap(properties));
  }

  private static List<String> flags(Configuration all, String ofKind) {
    List<String> flags = new ArrayList<>(words(all.get(CoreOptions.FLINK_JVM_OPTIONS)));
    flags.addAll(words(ofKind));
    return flags;
  }

  private static List<String> words(String text) {
    return StringUtils.isNullOrWhitespaceOnly(text)
        ? List.of()
        : Splitter.on(' ').trimResults().omitEmptyStrings().splitToList(text);
  }

  private static void put(String assignment, Map<String, String> properties) {
    int equals = assignment.indexOf('=');
    properties.put(assignment.substring(0, equals), assignment.substring(equals + 1));
  }
}
