package org.ptmrec.clip;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.BytePairVocabulary.Merge;

/**
 * CLIP's tokenizer: lower-cased byte pair encoding. Safe for use by several threads.
 *
 * <p>A piece of text is its UTF-8 bytes; then the two neighbours whose merging rule comes first
 * become one symbol, wherever they stand, until no rule applies.
 */
public final class BytePairTokenizer {
  private static final Pattern PIECE =
      Pattern.compile(
          Pattern.quote(BytePairVocabulary.START)
              + "|"
              + Pattern.quote(BytePairVocabulary.END)
              + "|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final int MAX_CACHED_PIECES = 1 << 16;
  private static final int MAX_CACHED_LENGTH = 32;

  private final BytePairVocabulary vocabulary;
  private final int contextLength;
  private final int startToken;
  private final int endToken;
  private final Cache<String, ImmutableIntArray> cache =
      CacheBuilder.newBuilder().maximumSize(MAX_CACHED_PIECES).build();

  BytePairTokenizer(BytePairVocabulary vocabulary, int contextLength) {
    this.vocabulary = vocabulary;
    this.contextLength = contextLength;
    this.startToken = vocabulary.id(BytePairVocabulary.START);
    this.endToken = vocabulary.id(BytePairVocabulary.END);
  }

  /**
   * A text as token ids.
   *
   * @param ids from the start to the end token, at most as many as the context length
   * @param dropped content tokens that the context length cut off
   */
  public record Tokens(ImmutableIntArray ids, int dropped) {}

  /**
   * Reads the vocabulary of a model folder: {@code vocab.json} and {@code merges.txt}, or {@code
   * bpe_simple_vocab_16e6.txt.gz}.
   *
   * @param config of the CLIP that is to read the tokens
   * @throws UserErrorException if there is no vocabulary or it is another's
   */
  public static BytePairTokenizer read(Path folder, ClipConfig config) {
    ClipConfig.Text text = config.text();
    BytePairTokenizer tokenizer =
        new BytePairTokenizer(BytePairVocabulary.read(folder, text), text.contextLength());
    if (tokenizer.endToken != text.endToken()) {
      throw new UserErrorException(
          "%s: the vocabulary's '%s' has id %d where %s ends texts with %d"
              .formatted(
                  folder,
                  BytePairVocabulary.END,
                  tokenizer.endToken,
                  ClipConfig.FILE,
                  text.endToken()));
    }
    return tokenizer;
  }

  /**
   * Cleans, splits and encodes a text. Of a text beyond the context length the first part is kept
   * and the last place given to the end token.
   */
  public Tokens encode(String text) {
    int[] ids = new int[contextLength];
    ids[0] = startToken;
    int length = 1;
    int dropped = 0;
    for (String piece : split(text)) {
      ImmutableIntArray symbols = encodePiece(piece);
      for (int i = 0; i < symbols.length(); i++) {
        if (length < contextLength - 1) {
          ids[length++] = symbols.get(i);
        } else {
          dropped++;
        }
      }
    }
    ids[length++] = endToken;
    return new Tokens(ImmutableIntArray.copyOf(Arrays.copyOf(ids, length)), dropped);
  }

  /** The words, digits and runs of signs of a text, cleaned: merging never crosses their ends. */
  static List<String> split(String text) {
    return PIECE.matcher(TextCleaner.clean(text)).results().map(MatchResult::group).toList();
  }

  private ImmutableIntArray encodePiece(String piece) {
    if (piece.equals(BytePairVocabulary.START)) {
      return ImmutableIntArray.of(startToken);
    }
    if (piece.equals(BytePairVocabulary.END)) {
      return ImmutableIntArray.of(endToken);
    }
    if (piece.length() > MAX_CACHED_LENGTH) {
      return mergePairs(piece);
    }
    ImmutableIntArray cached = cache.getIfPresent(piece);
    if (cached == null) {
      cached = mergePairs(piece);
      cache.put(piece, cached);
    }
    return cached;
  }

  private ImmutableIntArray mergePairs(String piece) {
    byte[] bytes = piece.getBytes(UTF_8);
    int[] symbols = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      symbols[i] = vocabulary.byteId(bytes[i] & 0xff, i == bytes.length - 1);
    }
    int length = symbols.length;
    for (Merge rule = firstRule(symbols, length); rule != null; rule = firstRule(symbols, length)) {
      length = apply(rule, symbols, length);
    }
    return ImmutableIntArray.copyOf(Arrays.copyOf(symbols, length));
  }

  /** The rule that comes first among those that apply to two neighbours; null if none applies. */
  private @Nullable Merge firstRule(int[] symbols, int length) {
    Merge first = null;
    for (int i = 0; i + 1 < length; i++) {
      Merge rule = vocabulary.merge(symbols[i], symbols[i + 1]);
      if (rule != null && (first == null || rule.rank() < first.rank())) {
        first = rule;
      }
    }
    return first;
  }

  /** Merges every such pair, from left to right; returns how many symbols remain. */
  private static int apply(Merge rule, int[] symbols, int length) {
    int to = 0;
    for (int from = 0; from < length; from++) {
      boolean applies =
          from + 1 < length && symbols[from] == rule.left() && symbols[from + 1] == rule.right();
      symbols[to++] = applies ? rule.id() : symbols[from];
      from += applies ? 1 : 0;
    }
    return to;
  }
}
