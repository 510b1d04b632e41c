package org.tributary.examples.workshop.jmh;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
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
import org.tributary.layer.Recurrent;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.train.tagger.TaggerFitter;

/**
 * A benchmark of a tagger's training step by the size of its vocabulary. Words are drawn uniformly,
 * so nearly every embedding row that a batch reads is a CPU cache miss. A step reads and updates
 * only the embeddings of its own words. A million words need 3 GB of native memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 100)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class VocabularyBenchmark {
  private static final int STEPS = 200;
  private static final int BATCH = 32;
  private static final int WORDS_PER_SENTENCE = 25;
  private static final int LABELS = 17;

  @Param({"10000", "100000", "1000000"})
  private int words;

  private final Semaphore begun = new Semaphore(0);
  private final Semaphore finished = new Semaphore(0);

  /** Starts a training that waits before each step but the first. */
  @Setup
  public void start() throws InterruptedException {
    TaggerDefinition definition =
        Tagger.define()
            .words(100)
            .encoder(input -> Recurrent.lstm(input).hidden(200).bidirectional())
            .dropout(0.4)
            .lockedDropout(0);
    TrainingOptions options =
        TrainingOptions.defaults()
            .epochs(1)
            .batchSize(BATCH)
            .average(WeightAverage.none())
            .unknownRate(0.25);
    int[] counts = new int[words];
    Arrays.fill(counts, 5);
    SplittableRandom random = new SplittableRandom(1);
    List<LabelledSequence> sentences =
        Stream.generate(() -> sentence(random)).limit(STEPS * BATCH).toList();
    TrainingListener waiting =
        new TrainingListener() {
          @Override
          public void stepFinished(StepReport report) {
            finished.release();
            begun.acquireUninterruptibly();
          }
        };
    TaggerFitter fitter =
        new TaggerFitter(definition, new TaggerSizes(words, LABELS), options, counts, 0);
    Thread training = new Thread(() -> fitter.train(sentences, List.of(), waiting));
    training.setDaemon(true); // it ends with the process
    training.start();
    finished.acquire();
  }

  private LabelledSequence sentence(SplittableRandom random) {
    return new LabelledSequence(
        FeatureSequence.ofWords(random.ints(WORDS_PER_SENTENCE, 0, words).toArray()),
        random.ints(WORDS_PER_SENTENCE, 0, LABELS).toArray());
  }

  /** Times a step. */
  @Benchmark
  public void step() throws InterruptedException {
    begun.release();
    finished.acquire();
  }
}
