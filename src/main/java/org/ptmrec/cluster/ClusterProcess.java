package org.ptmrec.cluster;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;

/** Starts a JVM of Flink on this program's own libraries. */
final class ClusterProcess {
  private final Path configuration;
  private final Path folder;

  ClusterProcess(Path configuration, Path folder) {
    this.configuration = configuration;
    this.folder = folder;
  }

  /**
   * Starts a process, which outlives this one.
   *
   * @param role names its files
   * @param flags of the JVM, beside those of the configuration's {@code env.java.opts.all}
   * @param properties Flink's, over those of the configuration
   */
  ClusterState.Member start(
      String role,
      String mainClass,
      List<String> flags,
      List<String> arguments,
      Map<String, String> properties)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(configuredFlags());
    command.addAll(flags);
    command.add("-Dlogback.configurationFile=" + configuration.resolve("logback.xml"));
    command.add("-Dlog.file=" + folder.resolve(role + ".log"));
    command.add("-cp");
    command.add(
        ClusterLibraries.all().stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(mainClass);
    command.add("--configDir");
    command.add(configuration.toString());
    command.addAll(arguments);
    properties.forEach(
        (key, value) -> {
          command.add("-D");
          command.add(key + "=" + value);
        });
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(role + ".out").toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    return ClusterState.Member.of(role, process.toHandle());
  }

  private List<String> configuredFlags() {
    String flags =
        GlobalConfiguration.loadConfiguration(configuration.toString())
            .get(CoreOptions.FLINK_JVM_OPTIONS);
    return Splitter.on(' ').trimResults().omitEmptyStrings().splitToList(flags);
  }
}
