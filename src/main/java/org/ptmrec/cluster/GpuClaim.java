package org.ptmrec.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which process of a machine has which GPU: a lock on a file for each, held until the process ends.
 * The operating system frees it even after kill -9, so a TaskManager that takes the place of a
 * killed one gets its GPU.
 */
final class GpuClaim {
  private GpuClaim() {}

  /**
   * Claims the first device that nobody has.
   *
   * @param folder of the locks, which all processes of the machine see
   * @throws IOException if all are taken
   */
  static int first(List<Integer> devices, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int device : devices) {
      FileLock lock = claim(folder.resolve("gpu-" + device + ".lock"));
      if (lock != null) {
        // Also keeps the lock reachable: a channel that is collected gives it up.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> release(lock)));
        return device;
      }
    }
    throw new IOException(
        "all GPUs of this machine (%s) are taken by other processes; start fewer TaskManagers"
            .formatted(devices));
  }

  @SuppressWarnings("MustBeClosed") // closed with the lock, when the process ends
  private static @Nullable FileLock claim(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // taken by this very process
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock;
  }

  private static void release(FileLock lock) {
    try (FileChannel channel = lock.acquiredBy() instanceof FileChannel file ? file : null) {
      lock.release();
    } catch (IOException e) {
      // the process ends, and the lock with it
    }
  }
}
