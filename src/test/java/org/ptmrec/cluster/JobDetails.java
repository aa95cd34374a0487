package org.ptmrec.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** What Flink's REST interface tells of the tasks of a job. */
final class JobDetails {
  private final FlinkRest rest;

  JobDetails(String address) {
    this.rest = new FlinkRest(address);
  }

  /**
   * Records that a step has read on each TaskManager. Waits for Flink to tell that the job has
   * finished: for some seconds it repeats what it told before, when not all was counted.
   *
   * @param step a part of its name in Flink that no step before it has
   */
  Map<String, Long> recordsByTaskManager(String job, String step) throws InterruptedException {
    String path = "/jobs/" + id(job).orElseThrow();
    JsonNode finished =
        Awaitility.await()
            .until(
                () -> rest.find(path).orElseThrow(),
                told -> told.path("state").asText().equals("FINISHED"));
    String vertex = vertex(finished.path("vertices"), step);
    Map<String, Long> records = new TreeMap<>();
    for (JsonNode taskManager :
        rest.find(path + "/vertices/" + vertex + "/taskmanagers")
            .orElseThrow()
            .path("taskmanagers")) {
      records.put(
          taskManager.path("taskmanager-id").asText(),
          taskManager.path("metrics").path("read-records").asLong());
    }
    return records;
  }

  private static String vertex(JsonNode vertices, String step) {
    List<String> names = new ArrayList<>();
    for (JsonNode vertex : vertices) {
      names.add(vertex.path("name").asText());
      if (vertex.path("name").asText().contains(step)) {
        return vertex.path("id").asText();
      }
    }
    throw new AssertionError("no " + step + " among " + names);
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
