package org.ptmrec.report;

import java.util.function.Consumer;

/**
 * Records that can be visited again and again, one in memory at a time: files of an artifact
 * ({@code RecordFiles::forEach}) or a collection ({@code list::forEach}).
 */
@FunctionalInterface
public interface Records<T> {
  void forEach(Consumer<? super T> visitor);

  static <T> Records<T> none() {
    return visitor -> {};
  }
}
