package org.ptmrec.artifact;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where a record belongs among its kind: bytes that are compared as unsigned numbers from the left.
 *
 * <p>A lambda, so that it can travel to workers.
 */
@FunctionalInterface
public interface RecordKey<T> extends Serializable {
  byte[] of(T record);

  /** In ascending order of a number. */
  static <T> RecordKey<T> number(NumberOf<T> number) {
    return record -> bytes(number.of(record));
  }

  /** In ascending order of a first and, among equals, a second number. */
  static <T> RecordKey<T> numbers(NumberOf<T> first, NumberOf<T> second) {
    return record ->
        ByteBuffer.allocate(2 * Long.BYTES)
            .put(bytes(first.of(record)))
            .put(bytes(second.of(record)))
            .array();
  }

  /** In ascending order of a text's UTF-8 bytes. */
  static <T> RecordKey<T> text(TextOf<T> text) {
    return record -> text.of(record).getBytes(StandardCharsets.UTF_8);
  }

  /** A number of a record. */
  @FunctionalInterface
  interface NumberOf<T> extends Serializable {
    long of(T record);
  }

  /** A text of a record. */
  @FunctionalInterface
  interface TextOf<T> extends Serializable {
    String of(T record);
  }

  private static byte[] bytes(long number) {
    // The flipped sign bit puts negative numbers first.
    return ByteBuffer.allocate(Long.BYTES).putLong(number ^ Long.MIN_VALUE).array();
  }
}
