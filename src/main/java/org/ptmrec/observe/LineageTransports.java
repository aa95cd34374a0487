package org.ptmrec.observe;

import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.transports.ApiKeyTokenProvider;
import io.openlineage.client.transports.FileConfig;
import io.openlineage.client.transports.FileTransport;
import io.openlineage.client.transports.HttpConfig;
import io.openlineage.client.transports.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ptmrec.artifact.Environment;
import org.ptmrec.artifact.Storage;
import org.ptmrec.pipeline.LineageSettings;
import org.ptmrec.pipeline.RunLedger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where events go: to {@code events.jsonl} in the run's folder of a store on a disk, and to an HTTP
 * endpoint if one is configured. Nobody's run fails because nobody listens: the first error of a
 * transport is logged, and that transport is left.
 */
final class LineageTransports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LineageTransports.class);
  private static final String FILE = "events.jsonl";
  private static final int TIMEOUT_MILLIS = 5000;

  private final String store;
  private final LineageSettings settings;
  private final List<OpenLineageClient> clients = new ArrayList<>();

  LineageTransports(String store, LineageSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  void open(String run) {
    if (!Storage.isUri(store)) {
      try {
        Path file = Path.of(new RunLedger(store).folderOf(run), FILE);
        Files.createDirectories(file.getParent());
        clients.add(new OpenLineageClient(new FileTransport(new FileConfig(file.toString()))));
      } catch (IOException | RuntimeException e) {
        LOG.warn("no lineage events are kept: {}", e.getMessage());
      }
    }
    settings.url().ifPresent(this::connect);
  }

  private void connect(String url) {
    try {
      clients.add(new OpenLineageClient(http(url)));
    } catch (RuntimeException e) {
      LOG.warn("no lineage events are sent to {}: {}", url, message(e));
    }
  }

  /** Without what only the environment may hold. */
  private String message(RuntimeException failure) {
    return Environment.redact(
        String.valueOf(failure.getMessage()),
        settings.url().orElse("") + settings.apiKey().orElse(""));
  }

  private HttpTransport http(String url) {
    HttpConfig config = new HttpConfig();
    config.setUrl(URI.create(Environment.resolve(url)));
    config.setTimeoutInMillis(TIMEOUT_MILLIS);
    settings
        .apiKey()
        .ifPresent(
            key -> {
              ApiKeyTokenProvider token = new ApiKeyTokenProvider();
              token.setApiKey(Environment.resolve(key));
              config.setAuth(token);
            });
    return new HttpTransport(config);
  }

  void emit(OpenLineage.RunEvent event) {
    for (OpenLineageClient client : List.copyOf(clients)) {
      try {
        client.emit(event);
      } catch (RuntimeException e) {
        LOG.warn(
            "no more lineage events are sent to {}: {}", settings.url().orElse(FILE), message(e));
        clients.remove(client);
      }
    }
  }

  @Override
  public void close() {
    for (OpenLineageClient client : clients) {
      try {
        client.close();
      } catch (Exception e) {
        LOG.debug("closing a lineage transport", e);
      }
    }
  }
}
