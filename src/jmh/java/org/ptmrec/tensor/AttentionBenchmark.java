package org.ptmrec.tensor;

import java.util.concurrent.TimeUnit;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Attention of ViT-B/32 on 32 pictures: 50 tokens, 12 heads of 64, queries, keys and values packed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionBenchmark {
  private static final int BATCH = 32;
  private static final int TOKENS = 50;
  private static final int HEADS = 12;
  private static final int HEAD_WIDTH = 64;

  @Param({"tape", "samediff"})
  public String engine = "";

  private TapeStep tape;
  private SameDiffStep sameDiff;

  @Setup
  public void setUp() {
    int width = HEADS * HEAD_WIDTH;
    Matrix qkv = TapeStep.random(BATCH * TOKENS, 3 * width);
    if (engine.equals("tape")) {
      tape =
          new TapeStep(
              qkv,
              new int[] {BATCH * TOKENS, width},
              (t, v) -> Attention.attention(v, BATCH, TOKENS, HEADS, false));
    } else {
      sameDiff = new SameDiffStep(qkv.array(), AttentionBenchmark::attention);
    }
  }

  private static SDVariable attention(SameDiff sd, SDVariable qkv) {
    SDVariable heads =
        qkv.reshape(BATCH, TOKENS, 3, HEADS, HEAD_WIDTH).permute(2, 0, 3, 1, 4); // [3, b, h, t, d]
    SDVariable q = part(heads, 0);
    SDVariable k = part(heads, 1);
    SDVariable weights =
        sd.nn.softmax(sd.mmul(q, k, false, true, false).mul(1 / Math.sqrt(HEAD_WIDTH)), 3);
    return sd.mmul(weights, part(heads, 2));
  }

  private static SDVariable part(SDVariable heads, int part) {
    return heads.get(
        SDIndex.point(part), SDIndex.all(), SDIndex.all(), SDIndex.all(), SDIndex.all());
  }

  @Benchmark
  public Object forward() {
    return tape != null ? tape.forward() : sameDiff.forward();
  }

  @Benchmark
  public Object forwardBackward() {
    return tape != null ? tape.forwardBackward() : sameDiff.forwardBackward();
  }
}
