package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.feature.CharacterColumn;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Frequencies;
import org.tributary.feature.InputColumn;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorShape;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.CaseSelection;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;

/** An interrupted and resumed run ends with the bits of an uninterrupted run. */
class TaggerResumeTest {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(3)
          .encoder(input -> Recurrent.lstm(input).hidden(2).bidirectional())
          .dropout(0.3);
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
      SmallTraining.options()
          .epochs(3)
          .batchSize(1)
          .schedule(Schedule.cosine(0.1, 0.01))
          .unknownRate(1)
          .wordDropout(0.2);

  static List<TrainingOptions> optimizerAndScheduleStates() {
    return CaseSelection.everyNth(
        2,
        List.of(
            OPTIONS.optimizer(Optimizer.adamW()).average(WeightAverage.exponential(0.7)),
            OPTIONS,
            OPTIONS.optimizer(Optimizer.sgd().momentum(0.9).dampening(0.5)),
            OPTIONS.optimizer(Optimizer.sgd()),
            OPTIONS.schedule(Schedule.reduceOnPlateau(0.1).factor(0.5).patience(0)).patience(1),
            OPTIONS.average(WeightAverage.ofLastEpochs(0.7))));
  }

  @TempDir private Path folder;

  /**
   * Interrupts after every step and every epoch until the run completes; half of the options by
   * default.
   */
  @ParameterizedTest
  @MethodSource("optimizerAndScheduleStates")
  void runInterruptedAtEveryStepMatchesUninterruptedRun(TrainingOptions base) {
    TrainingOptions options = base.batchSize(2);
    TaggerFitter.Trained whole = fitter(options).train(DATA, DEV, TrainingListener.silent());
    TaggerFitter fitter =
        fitter(options).checkpoints(Checkpoints.in(folder.resolve("run")).everySteps(1));
    int interruptions = 0;
    while (interruptions < 2 * whole.history().size()) {
      assertThatThrownBy(() -> fitter.train(DATA, DEV, Interruptions.atOnce()))
          .isInstanceOf(Interruptions.Interruption.class);
      interruptions++;
    }
    Interruptions.assertSame(fitter.train(DATA, DEV, Interruptions.atOnce()), whole);
  }

  @Test
  void runInterruptedBetweenCheckpointsMatchesUninterruptedRun() {
    TaggerFitter.Trained whole = fitter(OPTIONS).train(DATA, DEV, TrainingListener.silent());
    for (int stop : new int[] {2, 4, 7}) {
      TaggerFitter fitter =
          fitter(OPTIONS).checkpoints(Checkpoints.in(folder.resolve("run" + stop)).everySteps(3));
      assertThatThrownBy(
              () -> fitter.train(DATA, DEV, Interruptions.after(stop, new ArrayList<>())))
          .isInstanceOf(Interruptions.Interruption.class);
      List<Integer> rest = new ArrayList<>();
      Interruptions.assertSame(
          fitter.train(DATA, DEV, Interruptions.after(Integer.MAX_VALUE, rest)), whole);
      assertThat(rest.size()).as("remaining steps").isEqualTo(12 - lastCheckpoint(stop));
    }
  }

  /** Returns the last step with a checkpoint: every third, and the fourth of each epoch. */
  private static int lastCheckpoint(int stop) {
    return Map.of(2, 0, 4, 3, 7, 6).get(stop);
  }

  /** The run has the frozen vectors anyway; its fingerprint names them by their hash. */
  @ParameterizedTest
  @MethodSource("optimizerAndScheduleStates")
  void frozenVectorsAreNotInCheckpoints(TrainingOptions base) throws Exception {
    TrainingOptions options = base.batchSize(1);
    Path file = folder.resolve("frozen");
    TaggerFitter.Trained whole = frozen(options).train(DATA, DEV, TrainingListener.silent());
    TaggerFitter fitter = frozen(options).checkpoints(Checkpoints.in(file).everySteps(1));
    for (int steps : new int[] {1, 3, 2}) {
      assertThatThrownBy(
              () -> fitter.train(DATA, DEV, Interruptions.after(steps, new ArrayList<>())))
          .isInstanceOf(Interruptions.Interruption.class);
      assertThat(Safetensors.read(file).names())
          .isNotEmpty()
          .noneMatch(name -> name.contains("word_emb"));
    }
    Interruptions.assertSame(
        fitter.train(DATA, DEV, Interruptions.after(Integer.MAX_VALUE, new ArrayList<>())), whole);
    assertThat(whole.parameters().names()).startsWith("word_emb.weight");
    ParameterValues initial = fitter.initial();
    assertThat(whole.parameters().tensor("word_emb.weight"))
        .isEqualTo(initial.tensor("word_emb.weight"));
    ParameterValues others = initial.with("word_emb.weight", FloatTensor.zeros(9, 3));
    assertThatThrownBy(() -> fitter.train(others, DATA, DEV, TrainingListener.silent()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("this is another run's; expected initial weights: ");
  }

  private static TaggerFitter frozen(TrainingOptions options) {
    return new TaggerFitter(
        DEFINITION.input(EmbeddingInput.of("word", 3).frozen()),
        SIZES,
        options,
        List.of(Frequencies.neverReplaced()));
  }

  @Test
  void completedRunResumesWithoutFurtherSteps() {
    TaggerFitter fitter =
        fitter(OPTIONS.average(WeightAverage.exponential(0.7)))
            .checkpoints(Checkpoints.in(folder.resolve("run")));
    for (List<LabelledSequence> dev : List.of(DEV, List.<LabelledSequence>of())) {
      Path file = folder.resolve("run" + dev.size());
      TaggerFitter resumable = fitter.checkpoints(Checkpoints.in(file));
      TaggerFitter.Trained whole = resumable.train(DATA, dev, TrainingListener.silent());
      List<Integer> steps = new ArrayList<>();
      Interruptions.assertSame(resumable.train(DATA, dev, Interruptions.after(0, steps)), whole);
      assertThat(steps).isEmpty();
    }
  }

  @Test
  void checkpointOfAnotherRunIsRefused() {
    Checkpoints file = Checkpoints.in(folder.resolve("run"));
    fitter(OPTIONS).checkpoints(file).train(DATA, DEV, TrainingListener.silent());
    assertThatThrownBy(
            () ->
                fitter(OPTIONS.epochs(4))
                    .checkpoints(file)
                    .train(DATA, DEV, TrainingListener.silent()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("this is another run's; expected options: ")
        .hasMessageContaining("epochs=4")
        .hasMessageContaining("epochs=3");
    assertThatThrownBy(
            () ->
                fitter(OPTIONS)
                    .checkpoints(file)
                    .train(DATA.subList(0, 3), DEV, TrainingListener.silent()))
        .hasMessageContaining("expected training data: 3 sequences of 9 steps, CRC ")
        .hasMessageContaining("got training data: 4 sequences of 14 steps, CRC ");
    List<LabelledSequence> relabelled = new ArrayList<>(DATA);
    relabelled.set(2, new LabelledSequence(FeatureSequence.ofWords(6, 5), 2, 0));
    assertThatThrownBy(
            () ->
                fitter(OPTIONS).checkpoints(file).train(relabelled, DEV, TrainingListener.silent()))
        .hasMessageContaining("expected training data: 4 sequences of 14 steps, CRC ");
  }

  @Test
  void resumedRunMatchesWithAuxiliaryTasks() {
    TaggerDefinition definition = DEFINITION.crf().auxiliaryTask("x", 0.5);
    TaggerSizes sizes =
        new TaggerSizes(List.of(9), List.of(LabelSet.ofSize(3), LabelSet.ofSize(2)));
    TaggerFitter fitter = new TaggerFitter(definition, sizes, OPTIONS, COUNTS, 0);
    List<LabelledSequence> data = DATA.stream().map(s -> s.withColumn(new int[s.steps()])).toList();
    TaggerFitter.Trained whole = fitter.train(data, data, TrainingListener.silent());
    TaggerFitter resumable = fitter.checkpoints(Checkpoints.in(folder.resolve("run")));
    assertThatThrownBy(() -> resumable.train(data, data, Interruptions.after(6, new ArrayList<>())))
        .isInstanceOf(Interruptions.Interruption.class);
    List<LabelledSequence> relabelled = new ArrayList<>(data);
    relabelled.set(2, DATA.get(2).withColumn(0, 1));
    assertThatThrownBy(() -> resumable.train(relabelled, data, TrainingListener.silent()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("expected training data: 4 sequences of 14 steps, CRC ");
    Interruptions.assertSame(resumable.train(data, data, TrainingListener.silent()), whole);
  }

  @Test
  void resumedRunMatchesWithEveryInputKind() {
    TaggerDefinition definition =
        DEFINITION.characters(c -> c.size(2).lstm(2)).input(NumberInput.of("sensor", 1));
    TaggerSizes sizes = new TaggerSizes(List.of(9, 4, 0), SIZES.columns());
    List<Frequencies> frequencies =
        List.of(
            Frequencies.of(COUNTS, 0),
            Frequencies.of(new int[] {0, 3, 1, 2}, 0),
            Frequencies.neverReplaced());
    TaggerFitter fitter = new TaggerFitter(definition, sizes, OPTIONS, frequencies);
    List<LabelledSequence> data = DATA.stream().map(s -> withAllInputs(s, 1, 0.5f)).toList();
    TaggerFitter.Trained whole = fitter.train(data, data, TrainingListener.silent());
    TaggerFitter resumable = fitter.checkpoints(Checkpoints.in(folder.resolve("run")));
    assertThatThrownBy(() -> resumable.train(data, data, Interruptions.after(6, new ArrayList<>())))
        .isInstanceOf(Interruptions.Interruption.class);
    for (LabelledSequence changed :
        List.of(withAllInputs(DATA.get(2), 2, 0.5f), withAllInputs(DATA.get(2), 1, 1))) {
      List<LabelledSequence> other = new ArrayList<>(data);
      other.set(2, changed);
      assertThatThrownBy(() -> resumable.train(other, data, TrainingListener.silent()))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("expected training data: 4 sequences of 14 steps, CRC ");
    }
    Interruptions.assertSame(resumable.train(data, data, TrainingListener.silent()), whole);
  }

  /** Adds a character column and a numeric column to the words. */
  private static LabelledSequence withAllInputs(
      LabelledSequence words, int character, float number) {
    float[] numbers = new float[words.steps()];
    Arrays.fill(numbers, number);
    List<InputColumn> columns = new ArrayList<>(words.features().columns());
    columns.add(new CharacterColumn(Collections.nCopies(words.steps(), List.of(3, character, 1))));
    columns.add(new NumberColumn(FloatTensor.of(TensorShape.of(words.steps(), 1), numbers)));
    int[] labels = IntStream.range(0, words.steps()).map(words::label).toArray();
    return new LabelledSequence(FeatureSequence.of(columns), labels);
  }

  private static TaggerFitter fitter(TrainingOptions options) {
    return new TaggerFitter(DEFINITION, SIZES, options, COUNTS, 0);
  }
}
