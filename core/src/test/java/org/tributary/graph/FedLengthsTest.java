package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PaddingStrategy;

/** Fed lengths of another batch than a user's layer reads, where rows would be mixed up. */
class FedLengthsTest {
  private static final int[] LENGTHS = {5, 2, 3};

  @ParameterizedTest
  @EnumSource(PaddingStrategy.class)
  void lengthsOfAnotherBatchAreRefusedInTheRun(PaddingStrategy strategy) {
    for (Recurrent definition :
        List.of(Recurrent.lstm(2).hidden(3), Recurrent.gru(2).hidden(3).bidirectional())) {
      try (Graph graph = TensorFlowRuntime.graph()) {
        Ops tf = TensorFlowRuntime.ops(graph);
        Variables variables = new Variables(tf, definition.parameters());
        Placeholder<TFloat32> x =
            tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, 2)));
        FedSequenceLengths fed = new FedSequenceLengths(tf, tf.constant(5));
        RecurrentForward run =
            new RecurrentLayer(tf, definition, variables::read)
                .forward(x, fed.lengths(strategy), Dropout.off());
        try (Session session = TensorFlowRuntime.openWithoutGraphOptimizer(graph)) {
          variables.assign(
              session, ParameterValues.draw(definition.parameters(), TorchRandom.seeded(1)));
          for (int steps : new int[] {4, 5, 6}) {
            for (int rows : new int[] {1, 2, 3, 4}) {
              try (Feed feed = new Feed(session)) {
                feed.tensor(x, NativeTensors.of(FloatTensor.zeros(steps, rows, 2)));
                fed.feed(strategy, LENGTHS, 5, feed::ints);
                if (steps == 5 && rows == 3) {
                  assertThat(fetch(feed, run).shape().get(1)).isEqualTo(3);
                } else {
                  assertThatThrownBy(() -> fetch(feed, run))
                      .hasMessageContaining("lengths: expected one for each row");
                }
              }
            }
          }
        }
      }
    }
  }

  private static FloatTensor fetch(Feed feed, RecurrentForward run) {
    return feed.fetch(List.of(run.output()), Feed.LARGE_WORK, NativeTensors::copyOf).get(0);
  }
}
