package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import jdk.incubator.vector.FloatVector;
import org.bytedeco.javacpp.Pointer;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Versions;
import org.ptmrec.recommend.Recommenders;
import org.ptmrec.tensor.Backend;
import org.ptmrec.tensor.Device;
import org.ptmrec.tensor.Processor;
import org.ptmrec.tune.EncoderTunings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec doctor}: what this machine gives to the program. */
@Command(
    name = "doctor",
    description = {
      "Shows versions, backend, device, BLAS, threads and memory limits.",
      "Ends with 2 if there is a graphics card that ND4J has no machine code for."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    Map<String, String> facts = new LinkedHashMap<>(Versions.all());
    facts.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    addMemory(facts);
    addTensors(facts);
    facts.put("recommenders", String.join(", ", Recommenders.names()));
    facts.put("tuning methods", String.join(", ", EncoderTunings.names()));
    List<String> problems = Device.all().stream().flatMap(d -> d.problem().stream()).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>(facts);
      object.put("warnings", warnings());
      object.put("problems", problems);
      out.println(Json.ordered(object));
    } else {
      facts.forEach((name, value) -> out.printf("%-22s %s%n", name, value));
      warnings().forEach(warning -> out.println("warning: " + warning));
      problems.forEach(problem -> out.println("problem: " + problem));
    }
    out.flush();
    return problems.isEmpty() ? ExitCode.OK : ExitCode.BAD_INPUT;
  }

  private static void addMemory(Map<String, String> facts) {
    facts.put("heap limit", ProgressText.size(Runtime.getRuntime().maxMemory()));
    facts.put("tensor memory limit", ProgressText.size(Pointer.maxBytes()));
    facts.put("process memory limit", ProgressText.size(Pointer.maxPhysicalBytes()));
  }

  /** What computes, and on how many threads. */
  private static void addTensors(Map<String, String> facts) {
    facts.put("backend", Backend.name());
    facts.put("blas", Backend.blas());
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    if (Backend.isCpu()) {
      facts.put(
          "device", "CPU, vectors of " + FloatVector.SPECIES_PREFERRED.vectorBitSize() + " bits");
      facts.put("blas kernels", Processor.blasKernels());
      facts.put("kernel threads", Integer.toString(Backend.threads()));
    }
    int number = 0;
    for (Device device : Device.all()) {
      facts.put(
          "device " + number++,
          "%s, compute capability %d.%d, %s"
              .formatted(
                  device.name(),
                  device.major(),
                  device.minor(),
                  ProgressText.size(device.bytes())));
    }
    for (String name : List.of("OMP_WAIT_POLICY", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
      facts.put(name, Objects.requireNonNullElse(System.getenv(name), "not set"));
    }
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
