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

  private JsonNode get(String path) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(TIMEOUT).build();
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw new ClusterUnreachableException(
              address, "HTTP status " + response.statusCode(), null);
        }
        return JSON.readTree(body);
      }
    } catch (IOException | IllegalArgumentException e) {
      String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new ClusterUnreachableException(address, what, e);
    }
  }
}
