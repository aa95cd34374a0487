package org.ptmrec.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.util.NetUtils;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.LiveCounts;
import org.ptmrec.artifact.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Prometheus how far the jobs are that this process works for: {@code
 * ptmrec_done_total{job="quickstart-encode"}}, {@code ptmrec_known} and, by reason, {@code
 * ptmrec_failed_total}.
 *
 * <p>The same counters are metrics of Beam, and Flink reports those; but Beam hands them to Flink
 * when a bundle is done, which in a batch job is the last thing that a task does.
 */
final class ProgressEndpoint implements MetricReporter {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressEndpoint.class);

  private @Nullable HttpServer server;

  /**
   * Listens on the first free {@code port} of a range, at {@code host} or everywhere.
   *
   * @throws IllegalStateException if all ports are taken
   */
  @Override
  public void open(MetricConfig config) {
    String range = config.getString("port", "9350-9399");
    String host = config.getString("host", "0.0.0.0");
    for (Iterator<Integer> ports = NetUtils.getPortRangeFromString(range); ports.hasNext(); ) {
      if (listen(new InetSocketAddress(host, ports.next()))) {
        return;
      }
    }
    throw new IllegalStateException("all ports of " + range + " are taken");
  }

  private boolean listen(InetSocketAddress address) {
    try {
      HttpServer started = HttpServer.create(address, 0);
      started.createContext("/metrics", ProgressEndpoint::answer);
      started.start();
      server = started;
      LOG.info("progress is told on port {}", address.getPort());
      return true;
    } catch (BindException e) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException("cannot listen at " + address, e);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] text = text().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(200, text.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(text);
    }
  }

  /** All counts in Prometheus' text format. */
  static String text() {
    Map<String, StringBuilder> byMetric = new TreeMap<>();
    LiveCounts.forEach(
        (job, counter, value) -> {
          boolean isFailure = counter.startsWith(Progress.FAILED_PREFIX);
          boolean isTotal = counter.equals(Progress.TOTAL);
          String labels = "job=\"%s\"".formatted(escaped(job));
          if (isFailure) {
            String reason = counter.substring(Progress.FAILED_PREFIX.length());
            labels += ",reason=\"%s\"".formatted(escaped(reason));
          }
          // Some of what is known turns out to need no work: a counter would never fall.
          String type = isTotal ? "gauge" : "counter";
          String metric =
              isTotal ? "ptmrec_known" : "ptmrec_" + (isFailure ? "failed" : counter) + "_total";
          byMetric
              .computeIfAbsent(
                  metric, key -> new StringBuilder("# TYPE " + key + " " + type + "\n"))
              .append("%s{%s} %d\n".formatted(metric, labels, value));
        });
    return String.join("", byMetric.values());
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    // Flink's own metrics have reporters of Flink's.
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    // as above
  }
}
