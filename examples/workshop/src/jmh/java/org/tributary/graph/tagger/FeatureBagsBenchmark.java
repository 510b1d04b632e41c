package org.tributary.graph.tagger;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Frequencies;
import org.tributary.feature.UnkReplacement;
import org.tributary.sequence.BatchShape;

/**
 * A benchmark of building a batch's feature arrays. It shares the package of the timed class, which
 * is not public.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FeatureBagsBenchmark {
  private static final int ROWS = 32;
  private static final int STEPS = 25;
  private static final int VOCABULARY = 50_000;
  private static final int COUNT = 5;
  private static final double UNKNOWN_RATE = 0.25;

  @Param({"1", "8"})
  private int featuresPerStep;

  private List<FeatureColumn> columns;
  private BatchShape shape;
  private UnkReplacement unkReplacement;

  /** Draws the sentences. */
  @Setup
  public void draw() {
    SplittableRandom random = new SplittableRandom(1);
    columns = Stream.generate(() -> sentence(random)).limit(ROWS).toList();
    shape = BatchShape.sequenceFirst(STEPS, ROWS);
    int[] counts = new int[VOCABULARY];
    Arrays.fill(counts, COUNT);
    double[] draws = random.doubles(ROWS * STEPS).toArray();
    unkReplacement =
        Frequencies.of(counts, 0)
            .unkReplacement(
                UNKNOWN_RATE, position -> draws[position], position -> 1, position -> false);
  }

  private FeatureColumn sentence(SplittableRandom random) {
    FeatureColumn.Builder builder = FeatureColumn.builder();
    for (int step = 0; step < STEPS; step++) {
      builder.step();
      random.ints(featuresPerStep, 0, VOCABULARY).forEach(f -> builder.feature(f, 1f));
    }
    return builder.build();
  }

  /** Times an inference batch. */
  @Benchmark
  public Object inferenceBatch() {
    return FedEmbeddings.FeatureBags.of(columns, shape, UnkReplacement.none());
  }

  /** Times a training batch with some features replaced by the unknown entry. */
  @Benchmark
  public Object trainingBatch() {
    return FedEmbeddings.FeatureBags.of(columns, shape, unkReplacement);
  }
}
