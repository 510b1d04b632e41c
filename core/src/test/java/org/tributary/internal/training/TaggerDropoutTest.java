package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.UnkReplacement;
import org.tributary.graph.Dropout;
import org.tributary.graph.NativeTensors;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.SmallTraining;

/** Dropout around the encoder, and the encoder's fit to the tagger. */
class TaggerDropoutTest {
  private static final TaggerDefinition PLAIN =
      SmallTraining.define()
          .words(12)
          .embeddingStandardDeviation(1)
          .encoder(input -> Recurrent.lstm(input).hidden(5).bidirectional());

  /** A unit that every step drops has zero gradients in the weights that read it. */
  @Test
  void lockedDropoutDropsTheSameUnitsInEveryStep() {
    assertThat(droppedColumns(PLAIN, "lstm.weight_ih_l0")).isZero();
    assertThat(droppedColumns(PLAIN, "hidden2tag.weight")).isZero();
    TaggerDefinition locked = PLAIN.lockedDropout(0.5);
    assertThat(droppedColumns(locked, "lstm.weight_ih_l0")).isBetween(2, 10);
    assertThat(droppedColumns(locked, "hidden2tag.weight")).isBetween(2, 8);
    TaggerDefinition elementwise = PLAIN.dropout(0.5);
    assertThat(droppedColumns(elementwise, "lstm.weight_ih_l0")).isZero();
    assertThat(droppedColumns(elementwise, "hidden2tag.weight")).isZero();
  }

  /** Returns the number of columns of a weight whose gradient is zero. */
  private static int droppedColumns(TaggerDefinition definition, String weight) {
    FloatTensor gradient = gradient(definition, weight);
    int columns = Math.toIntExact(gradient.shape().get(1));
    float[] values = gradient.values();
    return (int)
        IntStream.range(0, columns)
            .filter(
                column ->
                    IntStream.range(0, values.length / columns)
                        .allMatch(row -> values[row * columns + column] == 0))
            .count();
  }

  private static FloatTensor gradient(TaggerDefinition definition, String weight) {
    TaggerSizes sizes = new TaggerSizes(List.of(30), 3);
    int[] steps = IntStream.range(1, 25).toArray();
    LabelledSequence sequence =
        new LabelledSequence(
            FeatureSequence.ofWords(steps), IntStream.of(steps).map(k -> k % 3).toArray());
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      TaggerGraph network = TaggerGraph.trainable(tf, definition, sizes, OptionalInt.empty());
      var dense =
          network
              .loss(
                  TrainingOptions.defaults(),
                  PaddingStrategy.PACKED,
                  Dropout.seeded(tf, tf.constant(5L)))
              .gradients()
              .dense();
      try (Session session = TensorFlowRuntime.open(graph);
          Feed feed = new Feed(session)) {
        network
            .variables()
            .assign(
                session, ParameterValues.draw(definition.parameters(sizes), TorchRandom.seeded(4)));
        network.feed(
            feed,
            TaggerBatch.of(List.of(sequence), List.of(UnkReplacement.none())),
            PaddingStrategy.PACKED);
        try (Result result = feed.run(List.of(dense.get(weight)), 0)) {
          return NativeTensors.copyOf((TFloat32) result.get(0));
        }
      }
    }
  }

  @Test
  void dropoutBetweenLayersIsTheEncodersOwnThenLockedThenElementwise() {
    TaggerDefinition both = PLAIN.dropout(0.25).lockedDropout(0.5);
    assertThat(PLAIN.dropout(0.25).encoderWithDropout().dropout().betweenLayers()).isEqualTo(0.25);
    assertThat(both.encoderWithDropout().dropout().betweenLayers()).isZero();
    assertThat(both.encoderWithDropout().dropout().locked()).isEqualTo(0.5);
    Recurrent own = PLAIN.encoder().dropout(0.125);
    assertThat(both.encoder(own).encoderWithDropout()).isEqualTo(own);
  }

  @Test
  void encoderReadsTheInputs() {
    assertThat(PLAIN.encoder().inputSize()).isEqualTo(12);
    assertThat(PLAIN.features("suffix", 7).encoder())
        .isEqualTo(PLAIN.encoder().withInputSize(12 + 7));
    assertThat(PLAIN.encoder(Recurrent.gru(1).hidden(2)).encoder())
        .isEqualTo(Recurrent.gru(12).hidden(2));
  }

  @Test
  void invalidProbabilitiesAndLayoutsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.lockedDropout(1))
        .withMessage("locked dropout: expected a probability from 0 to below 1, got 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.dropout(-0.1))
        .withMessage("dropout: expected a probability from 0 to below 1, got -0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.encoder(PLAIN.encoder().batchFirst()))
        .withMessage(
            "encoder: expected a sequence-first layer, got a batch-first one; a tagger arranges its own batches: leave batchFirst out");
  }
}
