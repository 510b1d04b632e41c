package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tributary.graph.Dropout;
import org.tributary.layer.Recurrent;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.SmallTraining;

class EncoderGraphTest {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define().words(3).encoder(input -> Recurrent.rnn(input).hidden(2).layers(2));

  /** The gradient norm is summed in this order, which determines its rounding. */
  @Test
  void gradientsWithSkipConnectionsAreInOrderFromTheTop() {
    assertThat(gradients(DEFINITION.encoder().highway()))
        .startsWith("rnn.weight_ih_l1", "rnn.weight_hh_l1")
        .containsSubsequence(
            "rnn.bias_hh_l1", "rnn.highway_weight_l1", "rnn.highway_bias_l1", "rnn.weight_ih_l0")
        .endsWith("hidden2tag.weight", "hidden2tag.bias");
    assertThat(gradients(DEFINITION.encoder()))
        .containsSubsequence("rnn.weight_ih_l0", "rnn.bias_hh_l0", "rnn.weight_ih_l1");
  }

  private static List<String> gradients(Recurrent encoder) {
    TaggerDefinition definition = DEFINITION.encoder(encoder);
    TaggerSizes sizes = new TaggerSizes(List.of(9), 3);
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      TaggerGraph network = TaggerGraph.trainable(tf, definition, sizes, OptionalInt.empty());
      return List.copyOf(
          network
              .loss(TrainingOptions.defaults(), PaddingStrategy.PACKED, Dropout.off())
              .gradients()
              .dense()
              .keySet());
    }
  }
}
