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

/** The first layer of ViT-B/32's MLP on 32 pictures: 1600 x 768 by 768 x 3072, with its bias. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LinearBenchmark {
  private static final int ROWS = 1600;
  private static final int IN = 768;
  private static final int OUT = 3072;

  @Param({"tape", "samediff"})
  public String engine = "";

  private TapeStep tape;
  private SameDiffStep sameDiff;

  @Setup
  public void setUp() {
    Matrix x = TapeStep.random(ROWS, IN);
    Matrix w = TapeStep.random(OUT, IN);
    Matrix b = TapeStep.random(1, OUT);
    if (engine.equals("tape")) {
      Parameter weight = Parameter.frozen("w", w);
      Parameter bias = Parameter.frozen("b", b);
      tape =
          new TapeStep(
              x, new int[] {ROWS, OUT}, (t, v) -> Linear.linear(v, t.var(weight), t.var(bias)));
    } else {
      sameDiff =
          new SameDiffStep(
              x.array(),
              (sd, v) ->
                  sd.nn.linear(
                      v,
                      sd.constant(w.array().transpose().dup()),
                      sd.constant(b.array().reshape(OUT))));
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
