package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;
import org.tribuo.Feature;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.testing.CaseSelection;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.config.SgdOptimizer;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.ParameterProto;

/** Properties of taggers trained on random sequences; by default of every other one. */
@AddLifecycleHook(RandomDatasetsTest.EveryOtherTry.class)
class RandomDatasetsTest {
  private record Step(String label, Set<Integer> features) {}

  /**
   * One to five sequences of one to seven steps, with one to four features and up to five labels.
   * The labels' hash codes do not collide: with collisions Tribuo's ids, and so the initial weights
   * of each label, depend on the order of the data.
   */
  @Provide
  Arbitrary<List<List<Step>>> sequences() {
    Arbitrary<Set<Integer>> features =
        Arbitraries.integers().between(0, 30).set().ofMinSize(1).ofMaxSize(4);
    Arbitrary<Step> step =
        Combinators.combine(Arbitraries.of("A", "B-X", "ü", "0", "~"), features).as(Step::new);
    return step.list().ofMinSize(1).ofMaxSize(7).list().ofMinSize(1).ofMaxSize(5);
  }

  /** By default every other try is left out. */
  static final class EveryOtherTry implements AroundTryHook {
    private int number;

    @Override
    public PropagationMode propagateTo() {
      return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public TryExecutionResult aroundTry(
        TryLifecycleContext context, TryExecutor each, List<Object> parameters) {
      return CaseSelection.includes(2, number++)
          ? each.execute(parameters)
          : TryExecutionResult.satisfied();
    }
  }

  /** One weight for each possible sequence; the first is above 0, so that training has data. */
  @Provide
  Arbitrary<List<Float>> weights() {
    Arbitrary<Float> any = Arbitraries.of(0f, 0f, 0.3f, 1f, 7.5f);
    return Combinators.combine(Arbitraries.of(0.3f, 1f, 7.5f), any.list().ofSize(4))
        .as((first, others) -> Stream.concat(Stream.of(first), others.stream()).toList());
  }

  private static SequenceDataset<Label> dataset(List<List<Step>> sequences) {
    return Data.dataset(examples(sequences));
  }

  private static List<SequenceExample<Label>> examples(List<List<Step>> sequences) {
    List<SequenceExample<Label>> examples = new ArrayList<>();
    for (List<Step> sequence : sequences) {
      SequenceExample<Label> example = new SequenceExample<>();
      for (Step step : sequence) {
        Feature[] features =
            step.features().stream()
                .map(f -> new Feature("g" + f % 3 + "=" + f, 1 + f / 7.0))
                .toArray(Feature[]::new);
        example.addExample(Data.step(step.label(), features));
      }
      examples.add(example);
    }
    return examples;
  }

  private static SequenceDataset<Label> weighted(
      List<List<Step>> sequences, List<Float> weights, float scale) {
    List<SequenceExample<Label>> examples = examples(sequences);
    for (int k = 0; k < examples.size(); k++) {
      examples.get(k).setWeight(weights.get(k) * scale);
    }
    return Data.dataset(examples);
  }

  /** Returns the sequence with its labels in reverse order. */
  private static List<Step> mirrored(List<Step> sequence) {
    List<Step> mirrored = new ArrayList<>();
    for (int k = 0; k < sequence.size(); k++) {
      String label = sequence.get(sequence.size() - 1 - k).label();
      mirrored.add(new Step(label, sequence.get(k).features()));
    }
    return mirrored;
  }

  @Property(tries = 13, shrinking = ShrinkingMode.OFF)
  void predictionsAreDistributionsAndTheSameAfterLoading(
      @ForAll("sequences") List<List<Step>> sequences, @ForAll long seed) {
    SequenceDataset<Label> data = dataset(sequences);
    Set<String> labels = new TreeSet<>();
    data.getOutputs().forEach(label -> labels.add(label.getLabel()));
    LstmTaggerTrainer trainer = Data.smallTrainer().epochs(1).hiddenSize(3).seed(seed).build();
    try (LstmTaggerModel model = trainer.train(data);
        LstmTaggerModel read =
            LstmTaggerModel.deserializeFromProto(
                LstmTaggerModel.CURRENT_VERSION,
                LstmTaggerModel.class.getName(),
                model.serialize().getSerializedData())) {
      List<List<Prediction<Label>>> batch = model.predict(data);
      assertThat(batch).hasSize(sequences.size());
      for (int k = 0; k < batch.size(); k++) {
        assertThat(batch.get(k)).hasSize(sequences.get(k).size());
        batch.get(k).forEach(step -> assertDistribution(step, labels));
        List<Double> alone = Data.probabilities(read.predict(data.getExample(k)));
        assertThat(Data.probabilities(batch.get(k))).isEqualTo(alone);
      }
    }
  }

  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void labelsOfZeroWeightSequencesDoNotAffectTraining(
      @ForAll("sequences") List<List<Step>> sequences,
      @ForAll("weights") List<Float> weights,
      @ForAll long seed) {
    List<List<Step>> others = new ArrayList<>();
    for (int k = 0; k < sequences.size(); k++) {
      List<Step> sequence = sequences.get(k);
      others.add(weights.get(k) == 0 ? mirrored(sequence) : sequence);
    }
    LstmTaggerTrainerBuilder trainer = Data.smallTrainer().hiddenSize(3).seed(seed);
    assertThat(parameters(trainer, weighted(others, weights, 1)))
        .isEqualTo(parameters(trainer, weighted(sequences, weights, 1)));
  }

  /** Exact in floating point, since the factor is a power of two. */
  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void weightsTimesFourEqualLearningRateTimesFour(
      @ForAll("sequences") List<List<Step>> sequences,
      @ForAll("weights") List<Float> weights,
      @ForAll long seed) {
    LstmTaggerTrainerBuilder trainer =
        Data.smallTrainer()
            .hiddenSize(3)
            .seed(seed)
            .optimizer(new SgdOptimizer(0.5))
            .gradientClip(0);
    List<ParameterProto> heavy =
        parameters(
            trainer.learningRate(0.0625).finalLearningRate(0.03125),
            weighted(sequences, weights, 4));
    List<ParameterProto> longer =
        parameters(
            trainer.learningRate(0.25).finalLearningRate(0.125), weighted(sequences, weights, 1));
    assertThat(heavy).isEqualTo(longer);
  }

  private static List<ParameterProto> parameters(
      LstmTaggerTrainerBuilder trainer, SequenceDataset<Label> data) {
    try (LstmTaggerModel model = trainer.build().train(data)) {
      return Stored.proto(model).getParametersList();
    }
  }

  private static void assertDistribution(Prediction<Label> step, Set<String> labels) {
    assertThat(new TreeSet<>(step.getOutputScores().keySet())).isEqualTo(labels);
    double sum = 0;
    double highest = 0;
    for (Label label : step.getOutputScores().values()) {
      assertThat(label.getScore()).isBetween(0.0, 1.0);
      sum += label.getScore();
      highest = Math.max(highest, label.getScore());
    }
    assertThat(sum).isCloseTo(1, within(1e-5));
    assertThat(step.getOutput().getScore()).isEqualTo(highest);
  }
}
