package org.tributary.examples.workshop.jmh;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.PaddedBatch;
import org.tributary.sequence.Padding;

/** A benchmark of packing and unpacking a padded batch of varied lengths. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PackingBenchmark {
  private static final int ROWS = 32;
  private static final int SIZE = 100;

  @Param({"32", "512"})
  private int steps;

  private int[] lengths;
  private FloatTensor padded;
  private PackedSequence packed;

  /** Draws a batch that is not sorted by length. */
  @Setup
  public void draw() {
    lengths = IntStream.range(0, ROWS).map(n -> 1 + (steps - 1) * (n * 7 % ROWS) / 31).toArray();
    padded =
        FloatTensor.of(
            TensorShape.of(steps, ROWS, SIZE), TorchRandom.seeded(1).normal(steps * ROWS * SIZE));
    packed = PackedSequence.pack(padded, Layout.SEQUENCE_FIRST, lengths);
  }

  /** Times PyTorch's {@code pack_padded_sequence} with {@code enforce_sorted=False}. */
  @Benchmark
  public PackedSequence pack() {
    return PackedSequence.pack(padded, Layout.SEQUENCE_FIRST, lengths);
  }

  /** Times PyTorch's {@code pad_packed_sequence}. */
  @Benchmark
  public PaddedBatch pad() {
    return packed.pad(Padding.zeros());
  }
}
