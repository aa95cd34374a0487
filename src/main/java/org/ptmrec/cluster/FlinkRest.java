package org.ptmrec.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** The REST interface of a JobManager. */
public final class FlinkRest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String address;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /**
   * @param address HOST:PORT
   */
  public FlinkRest(String address) {
    this.address = address;
  }

  /** What a cluster has to give. */
  public record Overview(
      String version, int taskManagers, int slots, int freeSlots, int runningJobs) {}

  /**
   * Asks for the overview.
   *
   * @throws ClusterUnreachableException if nothing that speaks Flink's REST answers in time
   */
  public Overview overview() throws InterruptedException {
    JsonNode json = get("/overview");
    return new Overview(
        json.path("flink-version").asText(),
        json.path("taskmanagers").asInt(),
        json.path("slots-total").asInt(),
        json.path("slots-available").asInt(),
        json.path("jobs-running").asInt());
  }

  /**
   * The name of the task that made a job fail, with the names of the transforms that it does; empty
   * if the JobManager knows none.
   *
   * @param job its id
   */
  public String failedTask(String job) throws InterruptedException {
    JsonNode history = get("/jobs/" + job + "/exceptions").path("exceptionHistory");
    return history.path("entries").path(0).path("taskName").asText("");
  }

  private JsonNode get(String path) throws InterruptedException {
    return find(path)
        .orElseThrow(() -> new ClusterUnreachableException(address, "HTTP status 404", null));
  }

  /** What is at a path; empty if the JobManager says that nothing is. */
  Optional<JsonNode> find(String path) throws InterruptedException {
    return send(request(path).GET().build());
  }

  /** Asks for a change; empty if there is nothing to change. */
  Optional<JsonNode> patch(String path) throws InterruptedException {
    return send(request(path).method("PATCH", HttpRequest.BodyPublishers.noBody()).build());
  }

  String address() {
    return address;
  }

  private HttpRequest.Builder request(String path) {
    try {
      return HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(TIMEOUT);
    } catch (IllegalArgumentException e) {
      throw new ClusterUnreachableException(address, String.valueOf(e.getMessage()), e);
    }
  }

  private Optional<JsonNode> send(HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() == 404) {
          return Optional.empty();
        }
        if (response.statusCode() / 100 != 2) {
          throw new ClusterUnreachableException(
              address, "HTTP status " + response.statusCode(), null);
        }
        return Optional.of(JSON.readTree(body));
      }
    } catch (IOException e) {
      String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new ClusterUnreachableException(address, what, e);
    }
  }
}
