package org.ptmrec.transform;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What all bundles of a transform in one JVM share, built once: side inputs turned into arrays.
 * Keeps the few latest, so that a cluster's JVM does not collect the data of every job that it ever
 * ran.
 */
final class JvmCache {
  private static final int KEPT = 4;

  private static final Map<String, Object> CACHE =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Object> eldest) {
          return size() > KEPT;
        }
      };

  private JvmCache() {}

  /** The value of a key, made by the first who asks; the others wait. */
  @SuppressWarnings("unchecked") // a key is made with one type
  static <T> T get(String key, Supplier<T> make) {
    synchronized (CACHE) {
      Object value = CACHE.get(key);
      if (value == null) {
        value = make.get();
        CACHE.put(key, value);
      }
      return (T) value;
    }
  }
}
