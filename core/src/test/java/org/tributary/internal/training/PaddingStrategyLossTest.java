package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.UnkReplacement;
import org.tributary.graph.Dropout;
import org.tributary.layer.Recurrent;
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

/** Loss and gradients do not depend on the padding strategy. */
class PaddingStrategyLossTest {
  private static final int[] STEPS = {5, 1, 4, 2, 2};

  @Test
  void maskedAndPackedLossAndGradientsAgree() {
    List<float[]> packed = lossAndGradients(PaddingStrategy.PACKED);
    List<float[]> masked = lossAndGradients(PaddingStrategy.MASKED);
    assertThat(masked).hasSameSizeAs(packed).hasSizeGreaterThan(12); // 2 layers, 2 directions
    for (int k = 0; k < packed.size(); k++) {
      assertThat(masked.get(k)).as("%d", k).containsExactly(packed.get(k), within(1e-5f));
      assertThat(packed.get(k)).as("%d", k).isNotEqualTo(new float[packed.get(k).length]);
    }
  }

  private static List<float[]> lossAndGradients(PaddingStrategy padding) {
    TaggerDefinition definition =
        SmallTraining.define()
            .words(6)
            .encoder(input -> Recurrent.lstm(input).hidden(5).bidirectional().layers(2));
    TaggerSizes sizes = new TaggerSizes(List.of(9), 3);
    try (Graph graph = new Graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      TaggerGraph network = TaggerGraph.trainable(tf, definition, sizes, OptionalInt.empty());
      List<Operand<TFloat32>> fetched =
          fetched(network.loss(TrainingOptions.defaults(), padding, Dropout.off()));
      ParameterValues initial =
          ParameterValues.draw(definition.parameters(sizes), TorchRandom.seeded(4));
      try (Session session = TensorFlowRuntime.open(graph)) {
        network.variables().assign(session, initial);
        return run(session, network, fetched, padding);
      }
    }
  }

  private static List<Operand<TFloat32>> fetched(TaggerGraph.Loss loss) {
    List<Operand<TFloat32>> all = new ArrayList<>(List.of(loss.value()));
    loss.gradients().dense().values().stream().distinct().forEach(all::add);
    return all;
  }

  private static List<float[]> run(
      Session session,
      TaggerGraph network,
      List<Operand<TFloat32>> fetched,
      PaddingStrategy padding) {
    List<LabelledSequence> sequences =
        IntStream.of(STEPS)
            .mapToObj(
                n ->
                    new LabelledSequence(
                        FeatureSequence.ofWords(IntStream.range(1, n + 1).toArray()),
                        IntStream.range(0, n).map(k -> k % 3).toArray()))
            .toList();
    List<float[]> values = new ArrayList<>();
    try (Feed feed = new Feed(session)) {
      network.feed(feed, TaggerBatch.of(sequences, List.of(UnkReplacement.none())), padding);
      try (Result result = feed.run(fetched, Feed.LARGE_WORK)) {
        for (int k = 0; k < fetched.size(); k++) {
          TFloat32 tensor = (TFloat32) result.get(k);
          float[] copy = new float[Math.toIntExact(tensor.shape().size())];
          tensor.copyTo(DataBuffers.of(copy, false, false));
          values.add(copy);
        }
      }
    }
    return values;
  }
}
