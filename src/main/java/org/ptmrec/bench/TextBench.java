package org.ptmrec.bench;

import static com.google.common.base.Preconditions.checkArgument;
import static org.ptmrec.bench.Timing.median;
import static org.ptmrec.bench.Timing.secondsSince;

import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.ClipEncoder;
import org.ptmrec.clip.ClipFolder;
import org.ptmrec.clip.TowerHooks;

/**
 * What is saved where texts are embedded at their own lengths, and not all at CLIP's context
 * length, and whether the embeddings stay the same.
 */
public final class TextBench {
  private final ClipFolder folder;
  private final int batch;
  private final int rounds;

  /**
   * @param batch texts a forward pass, at least 2
   * @param rounds how many times all texts are embedded both ways, after a batch of each
   */
  public TextBench(ClipFolder folder, int batch, int rounds) {
    checkArgument(batch > 1, "batch of %s", batch);
    this.folder = folder;
    this.batch = batch;
    this.rounds = rounds;
  }

  /**
   * Medians over the rounds.
   *
   * @param meanTokens of a text, from its start to its end token
   * @param contextLength tokens of a padded one
   * @param textsPerSecond at their own lengths
   * @param paddedTextsPerSecond at the context length
   * @param largestDifference of any value of an embedding between the two
   */
  public record Result(
      int texts,
      double meanTokens,
      int contextLength,
      double textsPerSecond,
      double paddedTextsPerSecond,
      double largestDifference) {}

  /** Measures; at least one text. */
  public Result measure(List<String> texts) {
    checkArgument(!texts.isEmpty(), "no texts");
    List<ImmutableIntArray> tokens =
        texts.stream().map(text -> folder.tokenizer().encode(text).ids()).toList();
    List<Double> own = new ArrayList<>();
    List<Double> padded = new ArrayList<>();
    double difference = 0;
    try (ClipEncoder encoder = new ClipEncoder(folder, batch, TowerHooks.NONE, TowerHooks.NONE)) {
      List<ImmutableIntArray> some = tokens.subList(0, Math.min(batch, tokens.size()));
      encoder.embedTokens(some);
      embedPadded(encoder, some);
      for (int round = 0; round < rounds; round++) {
        long begin = System.nanoTime();
        float[][] embeddings = encoder.embedTokens(tokens);
        own.add(tokens.size() / secondsSince(begin));
        begin = System.nanoTime();
        float[][] paddedEmbeddings = embedPadded(encoder, tokens);
        int fillers = (tokens.size() + batch - 2) / (batch - 1);
        padded.add((tokens.size() + fillers) / secondsSince(begin));
        difference = Math.max(difference, largestDifference(embeddings, paddedEmbeddings));
      }
    }
    return new Result(
        texts.size(),
        tokens.stream().mapToInt(ImmutableIntArray::length).average().orElseThrow(),
        folder.config().text().contextLength(),
        median(own),
        median(padded),
        difference);
  }

  /** Every batch runs at the length of its longest text: one that fills the context length. */
  private float[][] embedPadded(ClipEncoder encoder, List<ImmutableIntArray> tokens) {
    ImmutableIntArray filler = filler();
    List<float[]> embeddings = new ArrayList<>();
    for (List<ImmutableIntArray> some : Lists.partition(tokens, batch - 1)) {
      List<ImmutableIntArray> filled = new ArrayList<>(some);
      filled.add(filler);
      embeddings.addAll(Arrays.asList(encoder.embedTokens(filled)).subList(0, some.size()));
    }
    return embeddings.toArray(float[][]::new);
  }

  private ImmutableIntArray filler() {
    ClipConfig.Text text = folder.config().text();
    int[] ids = new int[text.contextLength()];
    ids[0] = text.startToken();
    ids[ids.length - 1] = text.endToken();
    return ImmutableIntArray.copyOf(ids);
  }

  private static double largestDifference(float[][] a, float[][] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[i].length; j++) {
        largest = Math.max(largest, Math.abs(a[i][j] - b[i][j]));
      }
    }
    return largest;
  }
}
