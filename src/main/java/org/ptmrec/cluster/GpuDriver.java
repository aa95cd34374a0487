package org.ptmrec.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.externalresource.ExternalResourceDriver;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.ptmrec.tensor.WorkerDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a TaskManager one GPU of its machine that no other has, and tells its process which, see
 * {@link WorkerDevice}. One that gets none starts all the same, as Flink wants it; what is to
 * compute there fails with the reason.
 */
final class GpuDriver implements ExternalResourceDriver {
  private static final Logger LOG = LoggerFactory.getLogger(GpuDriver.class);
  private static final int PATIENCE_SECONDS = 10;

  private final Path script;
  private final Path claims;

  GpuDriver(Path script, Path claims) {
    this.script = script;
    this.claims = claims;
  }

  /** One device, by the number that CUDA calls it. */
  private record Gpu(int index) implements ExternalResourceInfo {
    @Override
    public Optional<String> getProperty(String key) {
      return key.equals("index") ? Optional.of(Integer.toString(index)) : Optional.empty();
    }

    @Override
    public Collection<String> getKeys() {
      return List.of("index");
    }
  }

  /**
   * @throws IOException if there are fewer devices than TaskManagers, or the script fails
   * @throws IllegalArgumentException if more than one is asked for: weights are shared by the slots
   *     of a process, so each GPU has a TaskManager of its own
   */
  @Override
  public Set<? extends ExternalResourceInfo> retrieveResourceInfo(long amount)
      throws IOException, InterruptedException {
    try {
      if (amount != 1) {
        throw new IllegalArgumentException(
            "external-resource.gpu.amount is %d, expected 1: each GPU has a TaskManager of its own"
                .formatted(amount));
      }
      int device = GpuClaim.first(discovered(amount), claims);
      System.setProperty(WorkerDevice.GIVEN, Integer.toString(device));
      LOG.info("this TaskManager has GPU {}", device);
      return Set.of(new Gpu(device));
    } catch (IOException | IllegalArgumentException e) {
      System.setProperty(WorkerDevice.REFUSED, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private List<Integer> discovered(long amount) throws IOException, InterruptedException {
    Path out = Files.createTempFile("gpu-discovery", ".txt");
    try {
      Process process =
          new ProcessBuilder(script.toString(), Long.toString(amount))
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(script + " has not ended after " + PATIENCE_SECONDS + " s");
      }
      String printed = Files.readString(out, UTF_8).strip();
      if (process.exitValue() != 0 || !printed.matches("\\d{1,4}( *, *\\d{1,4})*")) {
        throw new IOException(
            "%s ended with %d and printed '%s', expected the numbers of the GPUs, such as 0,1"
                .formatted(script, process.exitValue(), printed));
      }
      return Arrays.stream(printed.split(",")).map(String::strip).map(Integer::valueOf).toList();
    } finally {
      Files.delete(out);
    }
  }
}
