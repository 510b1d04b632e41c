package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.tribuo.Feature;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;

/** What holds of a tagger trained on any sequences at all. */
class RandomDatasetsTest {
  private record Step(String label, Set<Integer> features) {}

  /** One to five sequences of one to seven steps, of one to four features and up to five labels. */
  @Provide
  Arbitrary<List<List<Step>>> sequences() {
    Arbitrary<Set<Integer>> features =
        Arbitraries.integers().between(0, 30).set().ofMinSize(1).ofMaxSize(4);
    Arbitrary<Step> step =
        Combinators.combine(Arbitraries.of("A", "B-X", "ü", "0", "|"), features).as(Step::new);
    return step.list().ofMinSize(1).ofMaxSize(7).list().ofMinSize(1).ofMaxSize(5);
  }

  private static SequenceDataset<Label> dataset(List<List<Step>> sequences) {
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
    return Data.dataset(examples);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void predictionsAreDistributionsOverTheLabelsAndTheirBitsAreThoseOfASavedModel(
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
