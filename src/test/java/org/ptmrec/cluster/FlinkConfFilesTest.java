package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.configuration.AlgorithmOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalResourceOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.ExecutionCheckpointingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The files in flink-conf/ say what Flink, its Kubernetes operator and our driver understand. */
class FlinkConfFilesTest {
  private static final Path FOLDER = Path.of("flink-conf");
  private static final YAMLMapper YAML = new YAMLMapper();

  /** Keys with a name of ours in them, and those of modules that are not on the class path. */
  private static final String NOT_OPTIONS =
      "external-resource\\.gpu\\.(amount|driver-factory\\.class|param\\.discovery-script\\.path)"
          + "|metrics\\.reporter\\.(prometheus|progress)\\.(factory\\.class|port)"
          + "|kubernetes\\.(cluster-id|namespace)";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.yaml",
        "embedded/config.yaml",
        "taskmanager-cpu.yaml",
        "taskmanager-gpu.yaml",
        "prometheus.yaml",
        "ha-zookeeper.yaml",
        "ha-kubernetes.yaml"
      })
  void overlay_itsKeysAndValues_areFlinks(String file) {
    check(FlinkConfiguration.read(FOLDER.resolve(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu.yaml", "gpu.yaml"})
  void flinkDeployment_isOfTheOperatorsSchema(String file) throws Exception {
    JsonNode schema = // Jackson's reader leaves aliases as they are
        YAML.valueToTree(
            new Yaml().load(getClass().getResourceAsStream("flinkdeployment.schema.yaml")));
    JsonNode deployment = YAML.readTree(FOLDER.resolve("kubernetes").resolve(file).toFile());

    assertThat(SchemaCheck.problems(deployment, schema)).isEmpty();
    ((ObjectNode) deployment.path("spec")).put("taskManagers", 2).put("flinkVersion", "1.19");
    assertThat(SchemaCheck.problems(deployment, schema)).hasSize(2);

    Map<String, String> keys = new TreeMap<>();
    deployment
        .path("spec")
        .path("flinkConfiguration")
        .properties()
        .forEach(entry -> keys.put(entry.getKey(), entry.getValue().asText()));
    check(keys);
  }

  @Test
  void gpuDriver_asConfigured_isTheOneThatIsThere() throws Exception {
    Map<String, String> keys = FlinkConfiguration.read(FOLDER.resolve("taskmanager-gpu.yaml"));

    assertThat(Class.forName(keys.get("external-resource.gpu.driver-factory.class")))
        .isEqualTo(GpuDriverFactory.class);
    assertThat(FOLDER.resolve("gpu-discovery.sh").toFile().canExecute()).isTrue();
  }

  private static void check(Map<String, String> keys) {
    Map<String, ConfigOption<?>> options = options();
    Set<String> unknown = new TreeSet<>(keys.keySet());
    unknown.removeIf(key -> options.containsKey(key) || key.matches(NOT_OPTIONS));
    assertThat(unknown).isEmpty();
    Configuration configuration = Configuration.fromMap(keys);
    for (String key : keys.keySet()) {
      if (options.containsKey(key)) { // fails if the value is not of the option's type
        assertWithMessage(key).that(configuration.getOptional(options.get(key))).isPresent();
      }
    }
  }

  private static Map<String, ConfigOption<?>> options() {
    Map<String, ConfigOption<?>> options = new TreeMap<>();
    for (Class<?> type :
        Set.of(
            AlgorithmOptions.class,
            CoreOptions.class,
            JobManagerOptions.class,
            TaskManagerOptions.class,
            HighAvailabilityOptions.class,
            HeartbeatManagerOptions.class,
            MetricOptions.class,
            NettyShuffleEnvironmentOptions.class,
            ExternalResourceOptions.class,
            RestartStrategyOptions.class,
            ExecutionCheckpointingOptions.class)) {
      for (Field field : type.getFields()) {
        if (field.getType() == ConfigOption.class) {
          try {
            ConfigOption<?> option = (ConfigOption<?>) field.get(null);
            options.put(option.key(), option);
          } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }
    return options;
  }
}
