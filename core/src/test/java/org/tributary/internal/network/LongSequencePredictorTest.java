package org.tributary.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tributary.feature.NumberInput;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.RandomColumns;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.sequence.SequenceTagger;

class LongSequencePredictorTest {
  /** More than four chunks, the last of which is short. */
  private static final int STEPS = LongSequencePredictor.MAX_WHOLE_STEPS + 1_001;

  static List<TaggerDefinition> definitions() {
    return List.of(
        Tagger.define()
            .words(20)
            .characters(c -> c.size(5).lstm(7))
            .encoder(i -> Recurrent.lstm(i).hidden(30).layers(2).bidirectional().residual())
            .crf(),
        Tagger.define()
            .words(20)
            .encoder(i -> Recurrent.gru(i).hidden(16).layers(3).bidirectional().highway()),
        Tagger.define().words(9).encoder(i -> Recurrent.rnn(i).hidden(25)),
        Tagger.define()
            .words(12)
            .input(NumberInput.of("sensor", 6))
            .encoder(i -> Recurrent.lstm(i).hidden(16).bidirectional())
            .auxiliaryTask("other", 0.5));
  }

  /** A predictor of either kind on the same network. */
  private static final class Network implements AutoCloseable {
    private final TaggerDefinition definition;
    private final TaggerSizes sizes;
    private final Graph graph = TensorFlowRuntime.graph();
    private final TaggerGraph network;
    private final LongSequencePredictor longSequences;
    private final Session session;
    private final LoadedWeights weights;

    Network(TaggerDefinition definition) {
      HiddenSizePadding aligned = new HiddenSizePadding(definition);
      this.definition = definition;
      this.sizes =
          new TaggerSizes(
              Collections.nCopies(definition.inputs().all().size(), 300),
              Collections.nCopies(definition.columns().size(), LabelSet.ofSize(5)));
      ParameterValues values =
          aligned.parameters(
              sizes, ParameterValues.draw(definition.parameters(sizes), TorchRandom.seeded(5)));
      Ops tf = TensorFlowRuntime.ops(graph);
      this.network =
          TaggerGraph.frozen(
              tf, aligned.definition(), sizes, values, definition.inputs().cachesSteps());
      this.longSequences = new LongSequencePredictor(tf, aligned.definition(), values, network);
      this.session = TensorFlowRuntime.openWithoutGraphOptimizer(graph);
      network.variables().assign(session, values.only(network.variables().specs()));
      this.weights = network.loaded(session, values);
    }

    List<DecodedSequence> decode(Optional<LongSequencePredictor> chunked, FeatureSequence x) {
      return new BatchPredictor(network, chunked)
          .decode(weights, List.of(x), definition.columns().size())
          .get(0);
    }

    @Override
    public void close() {
      longSequences.close();
      session.close();
      graph.close();
    }
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void chunksAnswerLikeTheWholeSequence(TaggerDefinition definition) {
    try (Network network = new Network(definition)) {
      FeatureSequence x = RandomColumns.sequence(definition, network.sizes, STEPS, new Random(3));
      List<DecodedSequence> whole = network.decode(Optional.empty(), x);
      List<DecodedSequence> chunked = network.decode(Optional.of(network.longSequences), x);
      for (int column = 0; column < whole.size(); column++) {
        for (int step = 0; step < STEPS; step++) {
          assertThat(chunked.get(column).label(step)).isEqualTo(whole.get(column).label(step));
          for (int label = 0; label < 5; label++) {
            float expected = whole.get(column).distributions().probability(step, label);
            float actual = chunked.get(column).distributions().probability(step, label);
            assertThat(actual).isCloseTo(expected, within(1e-5f));
          }
        }
      }
    }
  }

  @Test
  void closedTaggerRefusesALongSequence() {
    TaggerDefinition definition = definitions().get(2);
    TaggerSizes sizes = new TaggerSizes(List.of(300), List.of(LabelSet.ofSize(5)));
    ParameterValues values =
        ParameterValues.draw(definition.parameters(sizes), TorchRandom.seeded(5));
    FeatureSequence x = RandomColumns.sequence(definition, sizes, STEPS, new Random(3));
    SequenceTagger tagger = new SequenceTagger(definition, sizes, values);
    assertThat(tagger.decode(List.of(x)).get(0).steps()).isEqualTo(STEPS);
    tagger.close();
    assertThatThrownBy(() -> tagger.decode(List.of(x)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("tagger: expected an open one, got a closed one; train or load it again");
  }
}
