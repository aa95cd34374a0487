package org.ptmrec.cluster;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import org.apache.flink.api.common.externalresource.ExternalResourceDriver;
import org.apache.flink.api.common.externalresource.ExternalResourceDriverFactory;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/**
 * What {@code external-resource.gpu.driver-factory.class} names. Flink's own GPU driver tells the
 * device to Flink's functions only, and Beam's have no way to ask for it; this one tells the
 * process.
 *
 * <p>Flink loads it as a plugin, apart from the jobs: from {@code plugins/ptmrec/}, with nothing
 * else of this program.
 */
@AutoService(ExternalResourceDriverFactory.class)
public final class GpuDriverFactory implements ExternalResourceDriverFactory {
  private static final ConfigOption<String> SCRIPT =
      ConfigOptions.key("discovery-script.path").stringType().defaultValue("gpu-discovery.sh");
  private static final ConfigOption<String> CLAIMS =
      ConfigOptions.key("claims.path").stringType().noDefaultValue();

  /**
   * @param configuration the keys behind {@code external-resource.gpu.param.}: {@code
   *     discovery-script.path}, relative to Flink's configuration, prints the devices of the
   *     machine; {@code claims.path} is a folder that all TaskManagers of the machine see
   */
  @Override
  public ExternalResourceDriver createExternalResourceDriver(Configuration configuration) {
    String home = System.getenv().getOrDefault("FLINK_CONF_DIR", "");
    Path claims =
        configuration
            .getOptional(CLAIMS)
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "ptmrec-gpu"));
    return new GpuDriver(Path.of(home).resolve(configuration.get(SCRIPT)), claims);
  }
}
