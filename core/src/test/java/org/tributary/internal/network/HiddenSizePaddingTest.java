package org.tributary.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tributary.feature.NumberInput;
import org.tributary.feature.character.CharacterInput;
import org.tributary.feature.character.CharacterPooling;
import org.tributary.head.LabelDistributions;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.RandomColumns;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.sequence.SequenceTagger;
import org.tributary.tagger.training.SmallTraining;

class HiddenSizePaddingTest {
  private static final int LABELS = 4;

  @Test
  void hiddenSizeIsPaddedToTheNextMultipleOf16() {
    assertThat(aligned(1)).isEqualTo(16);
    assertThat(aligned(16)).isEqualTo(16);
    assertThat(aligned(200)).isEqualTo(208);
  }

  @Test
  void characterLstmsArePaddedToo() {
    TaggerDefinition definition = SmallTraining.define().words(3).characters(c -> c.lstm(17));
    assertThat(new HiddenSizePadding(definition).definition().inputs())
        .isEqualTo(definition.characters(c -> c.lstm(32)).inputs());
    TaggerDefinition pooled =
        SmallTraining.define().characters(c -> c.lstm(17, CharacterPooling.MAX));
    assertThat(new HiddenSizePadding(pooled).definition().inputs())
        .isEqualTo(pooled.characters(c -> c.lstm(32, CharacterPooling.MAX)).inputs());
    TaggerDefinition convolutions = SmallTraining.define().words(3).characters(c -> c.cnn(17, 3));
    assertThat(new HiddenSizePadding(convolutions).definition().inputs())
        .isEqualTo(convolutions.inputs());
  }

  private static int aligned(int hiddenSize) {
    return new HiddenSizePadding(
            SmallTraining.define()
                .encoder(input -> Recurrent.lstm(input).hidden(hiddenSize).bidirectional()))
        .definition()
        .encoder()
        .hiddenSize();
  }

  static List<TaggerDefinition> definitions() {
    TaggerDefinition mixed =
        SmallTraining.define()
            .words(3)
            .characters(c -> c.size(4).lstm(7))
            .input(NumberInput.of("sensor", 2))
            .input(CharacterInput.of("tail").size(2).lstm(3, CharacterPooling.MAX));
    return List.of(
        SmallTraining.define()
            .words(3)
            .encoder(input -> Recurrent.lstm(input).hidden(5).layers(3).bidirectional()),
        SmallTraining.define()
            .words(3)
            .characters(c -> c.lstm(16))
            .encoder(input -> Recurrent.lstm(input).hidden(16).bidirectional()),
        mixed.encoder(input -> Recurrent.lstm(input).hidden(5).layers(2).bidirectional()),
        mixed.encoder(input -> Recurrent.gru(input).hidden(5).layers(2)),
        mixed.encoder(input -> Recurrent.rnn(input).hidden(5).layers(2).bidirectional().highway()),
        // the encoder's input size, 10, equals that of its second layer
        SmallTraining.define()
            .words(4)
            .characters(c -> c.size(4).lstm(3))
            .encoder(input -> Recurrent.lstm(input).hidden(5).layers(2).bidirectional()));
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void paddedTaggerScoresMatchTheOriginal(TaggerDefinition definition) {
    TaggerSizes sizes =
        new TaggerSizes(Collections.nCopies(definition.inputs().all().size(), 9), LABELS);
    ParameterValues parameters =
        ParameterValues.draw(definition.parameters(sizes), TorchRandom.seeded(4));
    Random random = new Random(8);
    List<FeatureSequence> sequences =
        List.of(
            RandomColumns.sequence(definition, sizes, 4, random),
            RandomColumns.sequence(definition, sizes, 3, random));
    List<LabelDistributions> expected = unpadded(definition, sizes, parameters, sequences);
    try (SequenceTagger tagger = new SequenceTagger(definition, sizes, parameters)) {
      List<LabelDistributions> actual = tagger.predict(sequences);
      for (int k = 0; k < sequences.size(); k++) {
        for (int step = 0; step < sequences.get(k).steps(); step++) {
          for (int label = 0; label < LABELS; label++) {
            assertThat(actual.get(k).probability(step, label))
                .isCloseTo(expected.get(k).probability(step, label), within(1e-6f));
          }
        }
      }
    }
  }

  private static List<LabelDistributions> unpadded(
      TaggerDefinition definition,
      TaggerSizes sizes,
      ParameterValues parameters,
      List<FeatureSequence> sequences) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      TaggerGraph network = TaggerGraph.trainable(tf, definition, sizes);
      BatchPredictor predictor = new BatchPredictor(network);
      try (Session session = TensorFlowRuntime.open(graph)) {
        network.variables().assign(session, parameters);
        return predictor.distributions(network.loaded(session), sequences);
      }
    }
  }
}
