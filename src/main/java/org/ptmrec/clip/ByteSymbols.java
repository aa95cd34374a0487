package org.ptmrec.clip;

import java.util.List;
import java.util.stream.IntStream;

/**
 * GPT-2's way to write any byte as a visible character, so that vocabularies are plain text:
 * printable Latin-1 stands for itself, the other 68 bytes for U+0100 onwards.
 */
final class ByteSymbols {
  /** Marks the last symbol of a word. */
  static final String END_OF_WORD = "</w>";

  private static final char[] SYMBOLS = symbols();

  private ByteSymbols() {}

  private static boolean isPrintable(int b) {
    return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || (b >= 174 && b <= 255);
  }

  private static char[] symbols() {
    char[] symbols = new char[256];
    char next = 256;
    for (int b = 0; b < 256; b++) {
      symbols[b] = isPrintable(b) ? (char) b : next++;
    }
    return symbols;
  }

  /** The character that stands for a byte (0 to 255). */
  static String of(int b) {
    return String.valueOf(SYMBOLS[b]);
  }

  /** All 256 characters in the order of the vocabulary's first ids. */
  static List<String> inVocabularyOrder() {
    return IntStream.concat(
            IntStream.range(0, 256).filter(ByteSymbols::isPrintable),
            IntStream.range(0, 256).filter(b -> !isPrintable(b)))
        .mapToObj(ByteSymbols::of)
        .toList();
  }
}
