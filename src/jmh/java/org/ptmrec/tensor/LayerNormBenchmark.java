package org.ptmrec.tensor;

import java.util.concurrent.TimeUnit;
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

/** A layer norm of ViT-B/32 on 32 pictures: 1600 rows of 768. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LayerNormBenchmark {
  private static final int ROWS = 1600;
  private static final int WIDTH = 768;

  @Param({"tape", "samediff"})
  public String engine = "";

  private TapeStep tape;
  private SameDiffStep sameDiff;

  @Setup
  public void setUp() {
    Matrix x = TapeStep.random(ROWS, WIDTH);
    Matrix gamma = TapeStep.random(1, WIDTH);
    Matrix beta = TapeStep.random(1, WIDTH);
    if (engine.equals("tape")) {
      Parameter g = Parameter.frozen("gamma", gamma);
      Parameter b = Parameter.frozen("beta", beta);
      tape =
          new TapeStep(
              x,
              new int[] {ROWS, WIDTH},
              (t, v) -> Normalization.layerNorm(v, t.var(g), t.var(b), 1e-5));
    } else {
      sameDiff =
          new SameDiffStep(
              x.array(),
              (sd, v) ->
                  sd.nn.layerNorm(
                      v,
                      sd.constant(gamma.array().reshape(WIDTH)),
                      sd.constant(beta.array().reshape(WIDTH)),
                      false,
                      1));
    }
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
