package org.ptmrec.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ptmrec.artifact.UserErrorException;

/** Starts a JVM of Flink on this program's own libraries. */
final class ClusterProcess {
  private final ClusterSpec spec;
  private final Path folder;

  /**
   * @param folder of its logs
   */
  ClusterProcess(ClusterSpec spec, Path folder) {
    this.spec = spec;
    this.folder = folder;
  }

  /**
   * Starts a process, which outlives this one.
   *
   * @param role names its files
   */
  ClusterState.Member start(
      String role, String mainClass, ProcessConfiguration configuration, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(configuration.flags());
    command.add("-Dlogback.configurationFile=" + spec.configuration().resolve("logback.xml"));
    command.add("-Dlog.file=" + folder.resolve(role + ".log"));
    command.add("-cp");
    command.add(
        ProgramFiles.libraries().stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(mainClass);
    command.add("--configDir");
    command.add(spec.configuration().toString());
    command.addAll(arguments);
    configuration
        .properties()
        .forEach(
            (key, value) -> {
              command.add("-D");
              command.add(key + "=" + value);
            });
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(role + ".out").toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    setUp(builder.environment());
    return ClusterState.Member.of(role, builder.start().toHandle());
  }

  private void setUp(Map<String, String> environment) throws IOException {
    environment.put("FLINK_CONF_DIR", spec.configuration().toString());
    environment.putIfAbsent("OMP_WAIT_POLICY", "passive");
    environment.putIfAbsent("MALLOC_ARENA_MAX", "2");
    environment.putIfAbsent("OPENBLAS_NUM_THREADS", "1");
    // CUDA's numbers are those that nvidia-smi and the discovery script print.
    environment.put("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    environment.put("FLINK_PLUGINS_DIR", plugins().toString());
  }

  /** The program as a plugin: {@link GpuDriverFactory}, {@link ProgressEndpointFactory}. */
  private Path plugins() throws IOException {
    Path program =
        ProgramFiles.jobJar()
            .orElseThrow(
                () -> new UserErrorException("a cluster needs the program as a jar; run ./ptmrec"));
    Path plugins = folder.resolve("plugins");
    Path jar = Files.createDirectories(plugins.resolve("ptmrec")).resolve("ptmrec.jar");
    if (!Files.exists(jar) || Files.mismatch(program, jar) >= 0) {
      Files.copy(program, jar, StandardCopyOption.REPLACE_EXISTING);
    }
    return plugins;
  }
}
