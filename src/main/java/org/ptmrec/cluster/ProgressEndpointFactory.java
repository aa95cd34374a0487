package org.ptmrec.cluster;

import com.google.auto.service.AutoService;
import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * What {@code metrics.reporter.progress.factory.class} names; loaded as a plugin, like {@link
 * GpuDriverFactory}.
 */
@AutoService(MetricReporterFactory.class)
public final class ProgressEndpointFactory implements MetricReporterFactory {
  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return new ProgressEndpoint();
  }
}
