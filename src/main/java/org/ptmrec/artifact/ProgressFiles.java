package org.ptmrec.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all workers of a pipeline have counted so far: each process that works writes its counts
 * into a file of a folder, every few seconds.
 *
 * <p>Flink's own metrics come too late for that: Beam hands them over when a bundle is done, and in
 * a batch job that is a worker's whole share of a step.
 */
public final class ProgressFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressFiles.class);
  private static final String OPEN = "/open";
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration EVERY_REMOTE = Duration.ofSeconds(15);

  /** Without anything new, the thread ends: it would keep the classes of a job from being freed. */
  private static final Duration IDLE = Duration.ofSeconds(20);

  /** Of this process; one for good, as counts go on where they were. */
  private static final String NAME = "/" + UUID.randomUUID() + ".json";

  private static String folder = "";
  private static boolean isReporting;

  private ProgressFiles() {}

  /** The folder, among a pipeline's temporary files. */
  public static String in(String temporaryFolder) {
    return temporaryFolder + "/progress";
  }

  /** Begins to take reports; what workers write before or after is nobody's. */
  public static void open(String folder) throws IOException {
    Storage.of(folder).replace(folder + OPEN, new byte[0]);
  }

  /** The sum over all workers, by name of the counter. */
  public static SortedMap<String, Long> sum(String folder) throws IOException {
    SortedMap<String, Long> sums = new TreeMap<>();
    Storage storage = Storage.of(folder);
    for (String path : storage.list(folder)) {
      if (path.endsWith(".json")) {
        Json.read(storage.read(path), JsonNode.class)
            .properties()
            .forEach(count -> sums.merge(count.getKey(), count.getValue().asLong(), Long::sum));
      }
    }
    return sums;
  }

  /** From now on this process reports into the folder; nowhere if it is empty. */
  static synchronized void report(String into) {
    folder = into;
    counted();
  }

  /** Something was counted. */
  static synchronized void counted() {
    if (!isReporting && !folder.isEmpty()) {
      isReporting = true;
      Thread thread = new Thread(ProgressFiles::run, "progress");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static synchronized String folder() {
    return folder;
  }

  /** Another folder may have been named meanwhile: that one is still reported into. */
  private static synchronized void giveUp(String failed) {
    if (folder.equals(failed)) {
      folder = "";
    }
  }

  /** Decided while nothing is counted: a count either keeps this thread or starts another one. */
  private static synchronized boolean isOver(Map<String, Long> last, boolean isIdle) {
    if (isIdle && Progress.inThisProcess().equals(last)) {
      isReporting = false;
      return true;
    }
    return false;
  }

  private static synchronized void ended() {
    isReporting = false;
  }

  private static void run() {
    Map<String, Long> last = Map.of();
    String lastFolder = "";
    long changed = System.nanoTime();
    try {
      while (!isOver(last, System.nanoTime() - changed >= IDLE.toNanos())) {
        String into = folder();
        Duration pause = Storage.isUri(into) ? EVERY_REMOTE : EVERY;
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        Map<String, Long> now = Progress.inThisProcess();
        if (!now.equals(last) || !into.equals(lastFolder)) {
          last = now;
          lastFolder = into;
          changed = System.nanoTime();
          tell(into, now);
        }
      }
    } catch (InterruptedException e) {
      ended(); // nobody needs the counts any more
    } catch (RuntimeException e) {
      ended();
      throw e;
    }
  }

  private static void tell(String into, Map<String, Long> counts) {
    try {
      write(into, counts);
    } catch (IOException e) {
      LOG.warn("progress cannot be told: {}", e.getMessage()); // and not again for each count
      giveUp(into);
    }
  }

  private static void write(String into, Map<String, Long> counts) throws IOException {
    Storage storage = Storage.of(into);
    if (!into.isEmpty() && storage.stat(into + OPEN).isPresent()) {
      storage.replace(into + NAME, Json.line(counts).getBytes(UTF_8));
    }
  }
}
