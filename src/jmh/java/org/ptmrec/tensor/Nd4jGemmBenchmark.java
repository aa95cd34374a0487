package org.ptmrec.tensor;

import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * ND4J's two ways to a product of 2048 x 2048 matrices: what all fractions are measured against.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Nd4jGemmBenchmark {
  private static final int SIZE = 2048;

  private INDArray a;
  private INDArray b;
  private INDArray c;

  @Setup
  public void setUp() {
    a = Nd4j.rand(SIZE, SIZE).dup('f');
    b = Nd4j.rand(SIZE, SIZE).dup('f');
    c = Nd4j.create(new long[] {SIZE, SIZE}, 'f');
  }

  @Benchmark
  public INDArray gemmInFOrder() {
    return Nd4j.gemm(a, b, c, false, false, 1, 0);
  }

  @Benchmark
  public INDArray mmul() {
    return a.mmul(b);
  }
}
