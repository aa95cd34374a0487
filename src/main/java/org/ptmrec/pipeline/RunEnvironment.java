package org.ptmrec.pipeline;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ptmrec.artifact.Versions;
import org.ptmrec.tensor.Processor;

/**
 * What a result may depend on beside its recipe: versions, machine, flags. Kept in every manifest,
 * so that two runs that differ can be told apart by more than their results.
 */
final class RunEnvironment {
  /** Of all system properties, only those that say how to compute: others may hold secrets. */
  private static final List<String> PROPERTIES =
      List.of("-Dptmrec.threads=", "-Djdk.incubator.", "-Dorg.bytedeco.");

  private static final List<String> VARIABLES =
      List.of("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "OPENBLAS_NUM_THREADS");

  private RunEnvironment() {}

  /**
   * Of this process.
   *
   * @param runner what runs the Beam pipelines
   */
  static SortedMap<String, String> of(String runner) {
    SortedMap<String, String> facts = new TreeMap<>(Versions.all());
    facts.put("runner", runner);
    facts.put("java", System.getProperty("java.version"));
    facts.put("jvm", System.getProperty("java.vm.name"));
    facts.put("jvm flags", flags(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("architecture", System.getProperty("os.arch"));
    facts.put("processor", Processor.name());
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("vector width", Processor.vectorBits() + " bits");
    facts.put("blas kernels", Processor.blasKernels());
    Map<String, String> environment = System.getenv();
    for (String name : VARIABLES) {
      facts.put(name, environment.getOrDefault(name, "not set"));
    }
    return facts;
  }

  static String flags(List<String> arguments) {
    return arguments.stream()
        .filter(flag -> !flag.startsWith("-D") || PROPERTIES.stream().anyMatch(flag::startsWith))
        .collect(Collectors.joining(" "));
  }
}
