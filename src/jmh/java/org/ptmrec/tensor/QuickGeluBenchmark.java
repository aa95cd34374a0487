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

/** CLIP's activation between the layers of ViT-B/32's MLP on 32 pictures: 1600 x 3072. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class QuickGeluBenchmark {
  private static final int ROWS = 1600;
  private static final int WIDTH = 3072;

  @Param({"tape", "samediff"})
  public String engine = "";

  private TapeStep tape;
  private SameDiffStep sameDiff;

  @Setup
  public void setUp() {
    Matrix x = TapeStep.random(ROWS, WIDTH);
    if (engine.equals("tape")) {
      tape = new TapeStep(x, new int[] {ROWS, WIDTH}, (t, v) -> Activation.quickGelu(v));
    } else {
      // SameDiff calls x sigmoid(1.702 x) simply gelu.
      sameDiff = new SameDiffStep(x.array(), (sd, v) -> sd.nn.gelu(v));
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
