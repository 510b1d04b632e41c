package org.tributary.tagger;

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

/** Sentences into the arrays of a batch; here, beside what it times, for that is no public API. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BatchAssemblyBenchmark {
  private static final int ROWS = 32;
  private static final int STEPS = 25;
  private static final int VOCABULARY = 50_000;
  private static final int LABELS = 17;
  private static final double HIDDEN_SHARE = 0.05;

  @Param({"1", "8"})
  private int featuresAStep;

  private List<LabelledSequence> labelled;
  private List<FeatureSequence> features;
  private SplittableRandom random;

  /** Draws the sentences. */
  @Setup
  public void draw() {
    random = new SplittableRandom(1);
    features = Stream.generate(this::sentence).limit(ROWS).toList();
    labelled =
        features.stream()
            .map(f -> new LabelledSequence(f, random.ints(STEPS, 0, LABELS).toArray()))
            .toList();
  }

  private FeatureSequence sentence() {
    FeatureSequence.Builder builder = FeatureSequence.builder();
    for (int step = 0; step < STEPS; step++) {
      builder.step();
      random.ints(featuresAStep, 0, VOCABULARY).forEach(f -> builder.feature(f, 1f));
    }
    return builder.build();
  }

  /** A batch to predict. */
  @Benchmark
  public Object toPredict() {
    return TaggerBatch.of(features);
  }

  /** A batch to train on, some features hidden. */
  @Benchmark
  public Object toTrain() {
    return TaggerBatch.of(labelled, feature -> random.nextDouble() < HIDDEN_SHARE, 0);
  }
}
