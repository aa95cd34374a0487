package org.ptmrec.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What Flink's REST interface tells of the tasks of a job. */
final class JobDetails {
  private final FlinkRest rest;

  JobDetails(String address) {
    this.rest = new FlinkRest(address);
  }

  /** Waits until a step of the latest job of such a name is under way. */
  void awaitRunning(String job, String step, BackgroundRun run) {
    run.await(
        () -> {
          try {
            return vertex(job, step)
                .filter(vertex -> vertex.path("status").asText().equals("RUNNING"))
                .isPresent();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Records that a step has read on each TaskManager. */
  Map<String, Long> recordsByTaskManager(String job, String step) throws InterruptedException {
    String path = "/jobs/" + id(job).orElseThrow() + "/vertices/";
    String vertex = vertex(job, step).orElseThrow().path("id").asText();
    Map<String, Long> records = new TreeMap<>();
    for (JsonNode taskManager :
        rest.find(path + vertex + "/taskmanagers").orElseThrow().path("taskmanagers")) {
      records.put(
          taskManager.path("taskmanager-id").asText(),
          taskManager.path("metrics").path("read-records").asLong());
    }
    return records;
  }

  private Optional<JsonNode> vertex(String job, String step) throws InterruptedException {
    Optional<String> id = id(job);
    if (id.isPresent()) {
      for (JsonNode vertex : rest.find("/jobs/" + id.get()).orElseThrow().path("vertices")) {
        if (vertex.path("name").asText().contains(step + "/Encode/")) {
          return Optional.of(vertex);
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> id(String prefix) throws InterruptedException {
    String id = null;
    long latest = 0;
    for (JsonNode job : rest.find("/jobs/overview").orElseThrow().path("jobs")) {
      if (job.path("name").asText().startsWith(prefix)
          && job.path("start-time").asLong() > latest) {
        latest = job.path("start-time").asLong();
        id = job.path("jid").asText();
      }
    }
    return Optional.ofNullable(id);
  }
}
