package org.ptmrec.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Content digests of files, computed again only when size or modification time changed. Kept in the
 * store by digest of the path, since a path may come from the environment.
 */
public final class DigestCache {
  private static final Logger LOG = LoggerFactory.getLogger(DigestCache.class);

  /** Two writes within a tick of a file system's clock look like one. */
  private static final long RACY_NANOS = 2_000_000_000L;

  private final String path;
  private final Clock clock;
  private final Map<String, Entry> entries;
  private boolean isChanged;

  record Entry(long size, long modified, String sha256) {}

  record Content(Map<String, Entry> files) {}

  DigestCache(String path, Clock clock) {
    this.path = path;
    this.clock = clock;
    this.entries = new ConcurrentHashMap<>(load(path));
  }

  private static Map<String, Entry> load(String path) {
    Storage storage = Storage.of(path);
    try {
      return storage.stat(path).isPresent()
          ? Json.read(storage.read(path), Content.class).files()
          : Map.of();
    } catch (IOException e) {
      LOG.warn("{} is ignored: {}", path, e.getMessage());
      return Map.of();
    }
  }

  /**
   * The SHA-256 of a file.
   *
   * @throws java.io.FileNotFoundException if there is no such file
   */
  public String sha256(String file) throws IOException {
    Storage storage = Storage.of(file);
    Storage.Stat stat =
        storage.stat(file).orElseThrow(() -> new java.io.FileNotFoundException(file));
    String key = Digests.sha256(file);
    Entry known = entries.get(key);
    if (known != null && known.size() == stat.size() && known.modified() == stat.modified()) {
      return known.sha256();
    }
    try (InputStream in = storage.open(file)) {
      String sha256 = Digests.sha256(in);
      remember(key, stat, sha256);
      return sha256;
    }
  }

  private void remember(String key, Storage.Stat stat, String sha256) {
    long age = clock.millis() * 1_000_000 - stat.modified();
    if (age > RACY_NANOS) {
      entries.put(key, new Entry(stat.size(), stat.modified(), sha256));
      isChanged = true;
    }
  }

  /** Keeps what was learnt; a store that cannot be written to only costs time. */
  public void save() {
    if (!isChanged) {
      return;
    }
    try {
      Storage.of(path)
          .replace(path, Json.line(new Content(new TreeMap<>(entries))).getBytes(UTF_8));
      isChanged = false;
    } catch (IOException e) {
      LOG.debug("{} is not kept", path, e);
    }
  }
}
