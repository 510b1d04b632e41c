package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;

class HiddenPaddingTest {
  private static final TaggerSizes SIZES = new TaggerSizes(9, 4);

  @Test
  void widensToTheNextMultipleOf16() {
    assertThat(wide(1)).isEqualTo(16);
    assertThat(wide(16)).isEqualTo(16);
    assertThat(wide(200)).isEqualTo(208);
  }

  private static int wide(int hiddenSize) {
    return new HiddenPadding(Tagger.define().encode(e -> e.lstm(hiddenSize)))
        .definition()
        .encoder()
        .hiddenSize();
  }

  @Test
  void aWidenedTaggerScoresAsTheOneDefined() {
    TaggerDefinition definition = Tagger.define().words(3).encode(e -> e.lstm(5).layers(3));
    ParameterValues parameters =
        ParameterValues.draw(definition.parameters(SIZES), TorchRandom.seeded(4));
    List<FeatureSequence> sequences =
        List.of(FeatureSequence.ofWords(1, 5, 2, 8), FeatureSequence.ofWords(7, 0, 3));
    List<LabelDistributions> expected = unpadded(definition, parameters, sequences);
    try (SequenceTagger tagger = new SequenceTagger(definition, SIZES, parameters)) {
      List<LabelDistributions> actual = tagger.predict(sequences);
      for (int k = 0; k < sequences.size(); k++) {
        for (int step = 0; step < sequences.get(k).steps(); step++) {
          for (int label = 0; label < SIZES.labels(); label++) {
            assertThat(actual.get(k).probability(step, label))
                .isCloseTo(expected.get(k).probability(step, label), within(1e-6f));
          }
        }
      }
    }
  }

  private static List<LabelDistributions> unpadded(
      TaggerDefinition definition, ParameterValues parameters, List<FeatureSequence> sequences) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      TaggerNetwork network = TaggerNetwork.trainable(tf, definition, SIZES);
      TaggerPredictor predictor = new TaggerPredictor(tf, network);
      try (Session session = TensorFlowRuntime.open(graph)) {
        network.variables().assign(session, parameters);
        return predictor.distributions(session, sequences);
      }
    }
  }
}
