package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.tensor.WorkerDevice;

class GpuDriverTest {
  @TempDir Path folder;

  @AfterEach
  void forget() {
    System.clearProperty(WorkerDevice.GIVEN);
    System.clearProperty(WorkerDevice.REFUSED);
  }

  private GpuDriver driver(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("discovery.sh"), "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return new GpuDriver(file, folder.resolve("claims"));
  }

  private static String index(GpuDriver driver) throws Exception {
    ExternalResourceInfo only = driver.retrieveResourceInfo(1).iterator().next();
    return only.getProperty("index").orElseThrow();
  }

  @Test
  void retrieve_twoDevices_eachIsGivenOnce() throws Exception {
    GpuDriver driver = driver("echo 0,1");

    assertThat(index(driver)).isEqualTo("0");
    assertThat(System.getProperty(WorkerDevice.GIVEN)).isEqualTo("0");
    assertThat(index(driver)).isEqualTo("1");
    assertThat(System.getProperty(WorkerDevice.GIVEN)).isEqualTo("1");
    IOException e = assertThrows(IOException.class, () -> driver.retrieveResourceInfo(1));
    assertThat(e).hasMessageThat().contains("[0, 1]) are taken");
  }

  @Test
  void retrieve_scriptFails_whoComputesIsToldWhy() throws Exception {
    GpuDriver driver = driver("echo no driver; exit 3");

    assertThrows(IOException.class, () -> driver.retrieveResourceInfo(1));

    IllegalStateException e = assertThrows(IllegalStateException.class, WorkerDevice::use);
    assertThat(e).hasMessageThat().contains("ended with 3 and printed 'no driver'");
  }

  @Test
  void retrieve_scriptPrintsSomethingElse_refused() throws Exception {
    GpuDriver driver = driver("echo 0 and 1");

    IOException e = assertThrows(IOException.class, () -> driver.retrieveResourceInfo(1));

    assertThat(e).hasMessageThat().contains("expected the numbers of the GPUs");
  }

  @Test
  void retrieve_severalForOneTaskManager_refused() throws Exception {
    GpuDriver driver = driver("echo 0,1");

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> driver.retrieveResourceInfo(2));

    assertThat(e).hasMessageThat().contains("external-resource.gpu.amount");
  }
}
