package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.cli.ProgramRun;

/** What an operator sees of a cluster of several processes. */
class ClusterIT {
  private static final Pattern METRICS_PORT =
      Pattern.compile("Started PrometheusReporter HTTP server on port (\\d+)");

  private static final Pattern TRAINED_ON = Pattern.compile("trains BPR-\\S+ on (GPU \\d)");

  @RegisterExtension static final ClusterExtension CLUSTER = new ClusterExtension();

  @TempDir Path folder;

  @Test
  void train_thinJobJar_everyGpuGetsTrials() throws Exception {
    ProgramRun.Result run =
        ProgramRun.of(
            "run", pipeline().toString(), "--runner=flink", "--flink-master=" + CLUSTER.address());

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    List<String> devices = new ArrayList<>();
    for (ClusterState.Member taskManager : CLUSTER.taskManagers()) {
      List<String> used =
          TRAINED_ON
              .matcher(CLUSTER.log(taskManager))
              .results()
              .map(m -> m.group(1))
              .distinct()
              .toList();
      assertWithMessage(taskManager.role()).that(used).hasSize(1);
      devices.addAll(used);
    }
    assertThat(devices).containsExactly("GPU 0", "GPU 1");
  }

  @Test
  void taskManagers_gpuOverlay_registerOneGpuEach() throws Exception {
    JsonNode taskManagers = json("http://" + CLUSTER.address() + "/taskmanagers");

    assertThat(taskManagers.path("taskmanagers")).hasSize(ClusterExtension.TASK_MANAGERS);
    for (JsonNode taskManager : taskManagers.path("taskmanagers")) {
      JsonNode gpu = taskManager.path("totalResource").path("extendedResources").path("gpu");
      assertWithMessage(taskManager.toString()).that(gpu.asDouble()).isEqualTo(1);
    }
  }

  @Test
  void metrics_everyProcess_toldToPrometheus() throws Exception {
    for (ClusterState.Member taskManager : CLUSTER.taskManagers()) {
      Matcher port = METRICS_PORT.matcher(CLUSTER.log(taskManager));
      assertWithMessage(taskManager.role()).that(port.find()).isTrue();
      assertThat(text("http://127.0.0.1:" + port.group(1) + "/metrics"))
          .contains("flink_taskmanager_Status_JVM_Memory_Heap_Used");
    }
  }

  @Test
  void clusterStatus_asJson_processesAndSlots() throws Exception {
    ProgramRun.Result status =
        ProgramRun.of("cluster", "status", "--json", "--folder", CLUSTER.folder().toString());

    assertWithMessage(status.err()).that(status.exitCode()).isEqualTo(0);
    JsonNode json = new ObjectMapper().readTree(status.out());
    assertThat(json.path("address").asText()).isEqualTo(CLUSTER.address());
    assertThat(json.path("processes")).hasSize(1 + ClusterExtension.TASK_MANAGERS);
    assertThat(json.path("cluster").path("slots").asInt())
        .isEqualTo(ClusterExtension.TASK_MANAGERS);
  }

  private static JsonNode json(String url) throws Exception {
    return new ObjectMapper().readTree(text(url));
  }

  private static String text(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private Path pipeline() throws IOException {
    StringBuilder interactions = new StringBuilder("user_id,item_id,rating,timestamp\n");
    StringBuilder items = new StringBuilder();
    for (int user = 0; user < 40; user++) {
      for (int n = 0; n < 12; n++) {
        int item = (user / 4 * 3 + n * (n + user % 4)) % 30;
        interactions.append("u" + user + ",i" + item + ",5," + n + "\n");
      }
    }
    for (int item = 0; item < 30; item++) {
      items.append("{\"item_id\": \"i" + item + "\"}\n");
    }
    Files.writeString(folder.resolve("interactions.csv"), interactions);
    Files.writeString(folder.resolve("items.jsonl"), items);
    return Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: spread
        stages:
          ingest: {interactions: interactions.csv, items: items.jsonl, kCore: 1}
          train: {recommenders: [BPR], seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], epochs: 2}
        """);
  }
}
