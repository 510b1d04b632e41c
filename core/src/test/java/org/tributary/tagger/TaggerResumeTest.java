package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tributary.input.CharacterColumn;
import org.tributary.input.CharacterSequence;
import org.tributary.input.Frequencies;
import org.tributary.input.InputColumn;
import org.tributary.input.NumberColumn;
import org.tributary.input.NumberInput;
import org.tributary.param.FloatTensor;
import org.tributary.testing.ChildProcess;
import org.tributary.train.Checkpoints;
import org.tributary.train.EpochReport;
import org.tributary.train.Optimizer;
import org.tributary.train.Schedule;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingPlan;
import org.tributary.train.WeightAverage;

/** A run that is stopped and taken up again ends with the bits of one that was not. */
class TaggerResumeTest {
  private static final TaggerDefinition DEFINITION =
      Tagger.define().words(3).encode(e -> e.lstm(2)).dropout(0.3);
  private static final TaggerSizes SIZES = new TaggerSizes(9, 3);
  private static final int[] COUNTS = {0, 1, 2, 1, 1, 3, 1, 2, 1};
  private static final List<LabelledSequence> DATA =
      List.of(
          new LabelledSequence(FeatureSequence.ofWords(1, 5, 3), 0, 1, 2),
          new LabelledSequence(FeatureSequence.ofWords(2, 4, 7, 8), 1, 1, 0, 2),
          new LabelledSequence(FeatureSequence.ofWords(6, 5), 2, 1),
          new LabelledSequence(FeatureSequence.ofWords(7, 2, 5, 1, 3), 0, 1, 1, 0, 2));
  private static final List<LabelledSequence> DEV = DATA.subList(1, 3);

  private static final TrainingOptions OPTIONS =
      TrainingOptions.defaults()
          .epochs(3)
          .batchSize(1)
          .schedule(Schedule.cosine(0.1, 0.01))
          .unknownRate(1)
          .wordDropout(0.2);

  static List<TrainingOptions> everyKindOfState() {
    return List.of(
        OPTIONS,
        OPTIONS.optimizer(Optimizer.sgd()),
        OPTIONS.optimizer(Optimizer.sgd().momentum(0.9).dampening(0.5)),
        OPTIONS.optimizer(Optimizer.adamW()).average(WeightAverage.exponential(0.7)),
        OPTIONS.average(WeightAverage.ofLastEpochs(0.7)),
        OPTIONS.schedule(Schedule.reduceOnPlateau(0.1).factor(0.5).patience(0)).patience(1));
  }

  @TempDir private Path folder;

  /** Stopped after each step and each epoch, again and again until it comes to the end. */
  @ParameterizedTest
  @MethodSource("everyKindOfState")
  void afterAStopAtEveryStep(TrainingOptions given) {
    TrainingOptions options = given.batchSize(2);
    TaggerFitter.Trained whole = training(options).train(DATA, DEV, TrainingListener.silent());
    TaggerFitter training =
        training(options).checkpoints(Checkpoints.in(folder.resolve("run")).everySteps(1));
    int stops = 0;
    while (stops < 2 * whole.history().size()) {
      assertThatThrownBy(() -> training.train(DATA, DEV, stoppingAtOnce()))
          .isInstanceOf(Stop.class);
      stops++;
    }
    assertSame(training.train(DATA, DEV, stoppingAtOnce()), whole);
  }

  private static TrainingListener stoppingAtOnce() {
    return new TrainingListener() {
      @Override
      public void stepFinished(StepReport report) {
        if (report.step() < report.steps()) {
          throw new Stop();
        }
      }

      @Override
      public void epochFinished(EpochReport report) {
        throw new Stop();
      }
    };
  }

  @Test
  void afterAStopBetweenCheckpoints() {
    TaggerFitter.Trained whole = training(OPTIONS).train(DATA, DEV, TrainingListener.silent());
    for (int stop : new int[] {2, 4, 7}) {
      TaggerFitter training =
          training(OPTIONS).checkpoints(Checkpoints.in(folder.resolve("run" + stop)).everySteps(3));
      assertThatThrownBy(() -> training.train(DATA, DEV, stoppingAfter(stop, new ArrayList<>())))
          .isInstanceOf(Stop.class);
      List<Integer> rest = new ArrayList<>();
      assertSame(training.train(DATA, DEV, stoppingAfter(Integer.MAX_VALUE, rest)), whole);
      assertThat(rest.size()).as("steps taken again").isEqualTo(12 - written(stop));
    }
  }

  /** The last step that was written down: every third, and every fourth ends an epoch. */
  private static int written(int stop) {
    return Map.of(2, 0, 4, 3, 7, 6).get(stop);
  }

  @Test
  void afterTheEndNothingIsLeftToDo() {
    TaggerFitter training =
        training(OPTIONS.average(WeightAverage.exponential(0.7)))
            .checkpoints(Checkpoints.in(folder.resolve("run")));
    for (List<LabelledSequence> dev : List.of(DEV, List.<LabelledSequence>of())) {
      Path file = folder.resolve("run" + dev.size());
      TaggerFitter kept = training.checkpoints(Checkpoints.in(file));
      TaggerFitter.Trained whole = kept.train(DATA, dev, TrainingListener.silent());
      List<Integer> steps = new ArrayList<>();
      assertSame(kept.train(DATA, dev, stoppingAfter(0, steps)), whole);
      assertThat(steps).isEmpty();
    }
  }

  @Test
  void anotherRunsCheckpointIsRefused() {
    Checkpoints file = Checkpoints.in(folder.resolve("run"));
    training(OPTIONS).checkpoints(file).train(DATA, DEV, TrainingListener.silent());
    assertThatThrownBy(
            () ->
                training(OPTIONS.epochs(4))
                    .checkpoints(file)
                    .train(DATA, DEV, TrainingListener.silent()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("this is another run's; expected options: ")
        .hasMessageContaining("epochs=4")
        .hasMessageContaining("epochs=3");
    assertThatThrownBy(
            () ->
                training(OPTIONS)
                    .checkpoints(file)
                    .train(DATA.subList(0, 3), DEV, TrainingListener.silent()))
        .hasMessageContaining("expected training data: 3 sequences of 9 steps, CRC ")
        .hasMessageContaining("got training data: 4 sequences of 14 steps, CRC ");
    List<LabelledSequence> relabelled = new ArrayList<>(DATA);
    relabelled.set(2, new LabelledSequence(FeatureSequence.ofWords(6, 5), 2, 0));
    assertThatThrownBy(
            () ->
                training(OPTIONS)
                    .checkpoints(file)
                    .train(relabelled, DEV, TrainingListener.silent()))
        .hasMessageContaining("expected training data: 4 sequences of 14 steps, CRC ");
  }

  @Test
  void withSeveralColumnsOfLabels() {
    TaggerDefinition definition = DEFINITION.crf().auxiliaryTask("x", 0.5);
    TaggerSizes sizes =
        new TaggerSizes(List.of(9), List.of(LabelSet.ofSize(3), LabelSet.ofSize(2)));
    TaggerFitter training = new TaggerFitter(definition, sizes, OPTIONS, COUNTS, 0);
    List<LabelledSequence> data = DATA.stream().map(s -> s.and(new int[s.steps()])).toList();
    TaggerFitter.Trained whole = training.train(data, data, TrainingListener.silent());
    TaggerFitter kept = training.checkpoints(Checkpoints.in(folder.resolve("run")));
    assertThatThrownBy(() -> kept.train(data, data, stoppingAfter(6, new ArrayList<>())))
        .isInstanceOf(Stop.class);
    List<LabelledSequence> relabelled = new ArrayList<>(data);
    relabelled.set(2, DATA.get(2).and(0, 1));
    assertThatThrownBy(() -> kept.train(relabelled, data, TrainingListener.silent()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("expected training data: 4 sequences of 14 steps, CRC ");
    assertSame(kept.train(data, data, TrainingListener.silent()), whole);
  }

  @Test
  void withEveryKindOfInput() {
    TaggerDefinition definition =
        DEFINITION.characters(c -> c.size(2).lstm(2)).input(NumberInput.of("sensor", 1));
    TaggerSizes sizes = new TaggerSizes(List.of(9, 4, 0), SIZES.columns());
    List<Frequencies> occurrences =
        List.of(
            Frequencies.of(COUNTS, 0),
            Frequencies.of(new int[] {0, 3, 1, 2}, 0),
            Frequencies.neverHidden());
    TaggerFitter training = new TaggerFitter(definition, sizes, OPTIONS, occurrences);
    List<LabelledSequence> data = DATA.stream().map(s -> read(s, 1, 0.5f)).toList();
    TaggerFitter.Trained whole = training.train(data, data, TrainingListener.silent());
    TaggerFitter kept = training.checkpoints(Checkpoints.in(folder.resolve("run")));
    assertThatThrownBy(() -> kept.train(data, data, stoppingAfter(6, new ArrayList<>())))
        .isInstanceOf(Stop.class);
    for (LabelledSequence changed : List.of(read(DATA.get(2), 2, 0.5f), read(DATA.get(2), 1, 1))) {
      List<LabelledSequence> other = new ArrayList<>(data);
      other.set(2, changed);
      assertThatThrownBy(() -> kept.train(other, data, TrainingListener.silent()))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("expected training data: 4 sequences of 14 steps, CRC ");
    }
    assertSame(kept.train(data, data, TrainingListener.silent()), whole);
  }

  /** With a spelling and a number at every step beside the words. */
  private static LabelledSequence read(LabelledSequence words, int letter, float number) {
    float[] numbers = new float[words.steps()];
    Arrays.fill(numbers, number);
    List<InputColumn> columns = new ArrayList<>(words.features().columns());
    columns.add(
        new CharacterColumn(
            Collections.nCopies(words.steps(), CharacterSequence.of(3, letter, 1))));
    columns.add(new NumberColumn(FloatTensor.of(Shape.of(words.steps(), 1), numbers)));
    int[] labels = IntStream.range(0, words.steps()).map(words::label).toArray();
    return new LabelledSequence(FeatureSequence.of(columns), labels);
  }

  @Test
  void afterAProcessWasKilled() throws Exception {
    Path unstopped = folder.resolve("unstopped");
    TaggerFitter.Trained whole = LongRun.train(unstopped, TrainingListener.silent());
    Path file = folder.resolve("killed");
    int kills = 0;
    for (int wanted = 1; kills < 3; wanted++) {
      Process child = ChildProcess.start(LongRun.class, file.toString());
      try {
        long before = Files.exists(file) ? Files.getLastModifiedTime(file).toMillis() : 0;
        waitForWritings(child, file, before);
        TimeUnit.MILLISECONDS.sleep(7L * wanted);
      } finally {
        child.destroyForcibly().waitFor();
      }
      kills++;
    }
    List<Integer> rest = new ArrayList<>();
    assertSame(LongRun.train(file, stoppingAfter(Integer.MAX_VALUE, rest)), whole);
    assertThat(rest).as("steps left after the kills").isNotEmpty();
  }

  private static void waitForWritings(Process child, Path file, long before) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!Files.exists(file) || modified(file) == before) {
      assertThat(child.isAlive()).as("the child trains").isTrue();
      assertThat(System.nanoTime()).as("a checkpoint in time").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private static long modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toMillis();
  }

  private static void assertSame(TaggerFitter.Trained actual, TaggerFitter.Trained expected) {
    assertThat(actual.parameters().names()).isEqualTo(expected.parameters().names());
    for (String name : expected.parameters().names()) {
      assertThat(
              Arrays.equals(actual.parameters().values(name), expected.parameters().values(name)))
          .as(name)
          .isTrue();
    }
    assertThat(actual.history())
        .usingRecursiveComparison()
        .ignoringFields("seconds")
        .isEqualTo(expected.history());
  }

  private static TaggerFitter training(TrainingOptions options) {
    return new TaggerFitter(DEFINITION, SIZES, options, COUNTS, 0);
  }

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static TrainingListener stoppingAfter(int steps, List<Integer> heard) {
    return new TrainingListener() {
      @Override
      public void trainingStarted(TrainingPlan plan) {
        assertThat(plan.stepsPerEpoch()).isGreaterThanOrEqualTo(4);
      }

      @Override
      public void stepFinished(StepReport report) {
        heard.add(report.step());
        if (heard.size() == steps) {
          throw new Stop();
        }
      }
    };
  }
}
