package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns the merging rules of a vocabulary of one's own: again and again the most frequent pair of
 * neighbours becomes a symbol (Sennrich et al., Neural Machine Translation of Rare Words with
 * Subword Units, 2016).
 */
final class BytePairTrainer {
  private static final Pair NO_PAIR = new Pair("", "");

  /**
   * Among equally frequent pairs the alphabet decides, so that the same texts give the same rules.
   */
  private static final Comparator<Map.Entry<Pair, Integer>> MOST_FREQUENT =
      Map.Entry.<Pair, Integer>comparingByValue()
          .thenComparing(entry -> entry.getKey().left(), Comparator.reverseOrder())
          .thenComparing(entry -> entry.getKey().right(), Comparator.reverseOrder());

  private BytePairTrainer() {}

  private record Pair(String left, String right) {
    String merged() {
      return left + right;
    }
  }

  /**
   * Rules for a collection of texts, the first rule first.
   *
   * @param count how many at most; fewer if no pair occurs twice any more
   */
  static List<String> learn(Iterable<String> texts, int count) {
    checkArgument(count >= 0, "count %s", count);
    Map<List<String>, Integer> words = words(texts);
    List<String> rules = new ArrayList<>();
    while (rules.size() < count) {
      Map<Pair, Integer> pairs = new HashMap<>();
      words.forEach(
          (symbols, occurrences) -> {
            for (int i = 0; i + 1 < symbols.size(); i++) {
              pairs.merge(new Pair(symbols.get(i), symbols.get(i + 1)), occurrences, Integer::sum);
            }
          });
      Map.Entry<Pair, Integer> best =
          pairs.entrySet().stream().max(MOST_FREQUENT).orElse(Map.entry(NO_PAIR, 0));
      if (best.getValue() < 2) {
        break;
      }
      Pair pair = best.getKey();
      rules.add(pair.left() + " " + pair.right());
      Map<List<String>, Integer> merged = new HashMap<>();
      words.forEach((symbols, occurrences) -> merged.put(merge(symbols, pair), occurrences));
      words = merged;
    }
    return rules;
  }

  /** Every distinct word as byte symbols, with how often it occurs. */
  private static Map<List<String>, Integer> words(Iterable<String> texts) {
    Map<List<String>, Integer> words = new HashMap<>();
    for (String text : texts) {
      for (String piece : BytePairTokenizer.split(text)) {
        List<String> symbols = new ArrayList<>();
        for (byte b : piece.getBytes(UTF_8)) {
          symbols.add(ByteSymbols.of(b & 0xff));
        }
        symbols.set(symbols.size() - 1, symbols.get(symbols.size() - 1) + ByteSymbols.END_OF_WORD);
        words.merge(symbols, 1, Integer::sum);
      }
    }
    return words;
  }

  private static List<String> merge(List<String> symbols, Pair pair) {
    List<String> merged = new ArrayList<>();
    for (int i = 0; i < symbols.size(); i++) {
      boolean applies =
          i + 1 < symbols.size()
              && symbols.get(i).equals(pair.left())
              && symbols.get(i + 1).equals(pair.right());
      merged.add(applies ? pair.merged() : symbols.get(i));
      i += applies ? 1 : 0;
    }
    return merged;
  }
}
