package org.tributary.examples.workshop.jmh;

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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tributary.nn.RecurrentModule;
import org.tributary.nn.Stepper;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.tribuo.config.TaggerCell;

/** A benchmark of one streaming step from and to Java arrays, including call overhead. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CellStepBenchmark {
  private static final int SIZE = 128;

  @Param private TaggerCell cell;

  @Param({"1", "32"})
  private int rows;

  private RecurrentModule module;
  private Stepper stepper;
  private FloatTensor input;

  /** Opens the layer. */
  @Setup
  public void open() {
    TorchRandom random = TorchRandom.seeded(1);
    module = RecurrentModule.of(cell.layer(SIZE, SIZE), random);
    stepper = module.stepper(rows);
    input = FloatTensor.of(TensorShape.of(rows, SIZE), random.normal(rows * SIZE));
  }

  /** Times one step of each sequence. */
  @Benchmark
  public FloatTensor step() {
    return stepper.step(input);
  }

  /** Frees the layer. */
  @TearDown
  public void close() {
    module.close();
  }
}
