package org.ptmrec.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Versions;
import org.ptmrec.recommend.Recommenders;
import org.ptmrec.tensor.Backend;
import org.ptmrec.tune.EncoderTunings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec doctor}: what this machine gives to the program. */
@Command(
    name = "doctor",
    description = "Shows versions, backend, threads and memory limits.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    Map<String, String> facts = new java.util.LinkedHashMap<>();
    Versions.all().forEach((name, version) -> facts.put(name, version));
    facts.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("heap limit", ProgressText.size(Runtime.getRuntime().maxMemory()));
    facts.put("tensor memory limit", ProgressText.size(Pointer.maxBytes()));
    facts.put("process memory limit", ProgressText.size(Pointer.maxPhysicalBytes()));
    facts.put("backend", Nd4j.getBackend().getClass().getSimpleName());
    facts.put("kernels", Backend.kernels().getClass().getSimpleName());
    facts.put("device", Backend.isCpu() ? "CPU" : "GPU");
    facts.put("OMP_WAIT_POLICY", String.valueOf(System.getenv("OMP_WAIT_POLICY")));
    facts.put("OPENBLAS_NUM_THREADS", String.valueOf(System.getenv("OPENBLAS_NUM_THREADS")));
    facts.put("recommenders", String.join(", ", Recommenders.names()));
    facts.put("tuning methods", String.join(", ", EncoderTunings.names()));
    if (json) {
      spec.commandLine().getOut().println(Json.ordered(facts));
    } else {
      facts.forEach((name, value) -> spec.commandLine().getOut().printf("%-22s %s%n", name, value));
      warnings().forEach(warning -> spec.commandLine().getOut().println("warning: " + warning));
    }
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private static List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (!"passive".equals(System.getenv("OMP_WAIT_POLICY"))) {
      warnings.add(
          "OMP_WAIT_POLICY is not 'passive': thread pools will spin against each other, up to 4"
              + " times slower; start with the launcher ptmrec");
    }
    return warnings;
  }
}
