package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.UserErrorException;

class ProcessConfigurationTest {
  private static final Path CONFIGURATION = Path.of("flink-conf").toAbsolutePath();

  @TempDir Path folder;

  private ClusterSpec.Builder spec() {
    return ClusterSpec.builder(folder, CONFIGURATION);
  }

  private Path overlay(String text) throws IOException {
    return Files.writeString(folder.resolve("overlay.yaml"), text);
  }

  @Test
  void taskManager_heapAndTensors_reachJvmAndFlink() {
    ProcessConfiguration taskManager =
        ProcessConfiguration.taskManager(spec().setHeap(1024).setTensors(4096).build(), 1234);

    assertThat(taskManager.flags()).contains("-Xmx" + (1024L << 20));
    assertThat(taskManager.flags()).contains("--add-modules");
    int ofOverlay = taskManager.flags().indexOf("-Dorg.bytedeco.javacpp.maxbytes=2048m");
    int ofOption = taskManager.flags().indexOf("-Dorg.bytedeco.javacpp.maxbytes=4096m");
    assertThat(ofOverlay).isAtLeast(0);
    assertThat(ofOption).isGreaterThan(ofOverlay); // a JVM heeds the last
    assertThat(taskManager.properties())
        .containsEntry("taskmanager.memory.task.off-heap.size", ((4096L + 256) << 20) + "b");
    assertThat(taskManager.properties()).containsEntry("jobmanager.rpc.port", "1234");
  }

  @Test
  void taskManager_gpu_oneExternalResource() {
    ProcessConfiguration taskManager =
        ProcessConfiguration.taskManager(spec().setGpu(true).build(), 1);

    assertThat(taskManager.properties()).containsEntry("external-resources", "\"gpu\"");
    assertThat(taskManager.properties()).containsEntry("external-resource.gpu.amount", "1");
  }

  @Test
  void jobManager_overlay_winsOverTheFilesOfTheFolder() throws Exception {
    Path overlay = overlay("jobmanager:\n  memory:\n    heap:\n      size: 700m\n");

    ProcessConfiguration jobManager =
        ProcessConfiguration.jobManager(spec().setOverlays(List.of(overlay)).build(), 8081, 1);

    assertThat(jobManager.flags()).contains("-Xmx" + (700L << 20));
    assertThat(jobManager.properties()).containsEntry("rest.port", "8081");
  }

  @Test
  void overlay_notYaml_namesTheLine() throws Exception {
    Path overlay = overlay("a: 1\nb: [\n");

    UserErrorException e =
        assertThrows(UserErrorException.class, () -> FlinkConfiguration.read(overlay));

    assertThat(e).hasMessageThat().contains("overlay.yaml:2: while parsing");
  }

  @Test
  void overlay_noMapping_refused() throws Exception {
    Path overlay = overlay("- a\n");

    UserErrorException e =
        assertThrows(UserErrorException.class, () -> FlinkConfiguration.read(overlay));

    assertThat(e).hasMessageThat().contains("expected Flink's keys");
  }

  @Test
  void spec_twoSlotsOnOneGpu_refused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> spec().setGpu(true).setSlots(2).build());

    assertThat(e).hasMessageThat().isEqualTo("2 slots on one GPU, expected 1");
  }
}
