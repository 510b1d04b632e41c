package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Embedding;
import org.tributary.layer.Linear;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;

class LinearTest {
  private static final Linear LINEAR = new Linear(3, 2);
  private static final float[] X = {1, -2, 3};

  /** W = [[1, 2, 3], [4, 5, -6]], b = [10, 20], so that y = [1 - 4 + 9 + 10, 4 - 10 - 18 + 20]. */
  private static final float[] Y = {16, -4};

  private static ParameterValues values(String prefix) {
    return ParameterValues.builder()
        .add(prefix + "weight", TensorShape.of(2, 3), new float[] {1, 2, 3, 4, 5, -6})
        .add(prefix + "bias", TensorShape.of(2), new float[] {10, 20})
        .build();
  }

  @Test
  void vectorIsMultipliedInJava() {
    FloatTensor x = FloatTensor.of(TensorShape.of(3), X);
    assertThat(LINEAR.forward(x, values("")).values()).containsExactly(Y, within(1e-6f));
    FloatTensor batch = FloatTensor.of(TensorShape.of(2, 1, 3), new float[] {1, -2, 3, 0, 1, 0});
    assertThat(LINEAR.forward(batch, values("")))
        .isEqualTo(FloatTensor.of(TensorShape.of(2, 1, 2), new float[] {16, -4, 12, 25}));
    assertThatThrownBy(() -> LINEAR.forward(x.reshape(3, 1), values("")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("linear: expected [.., 3] (the last is the input size), got [3, 1]");
    assertThatThrownBy(() -> LINEAR.forward(x, values("linear.")))
        .hasMessageContaining("take part(\"linear\")");
  }

  @Test
  void variablesAreReadByPrefix() {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf, ParameterSpec.within("head", LINEAR.parameters()));
      Operand<TFloat32> x = tf.reshape(tf.constant(X), tf.array(1, 3));
      Operand<TFloat32> y = new LinearLayer(LINEAR).forward(tf, x, variables, "head");
      try (Session session = TensorFlowRuntime.open(graph);
          Feed feed = new Feed(session)) {
        variables.assign(session, values("head."));
        assertThat(feed.fetch(List.of(y), Feed.LARGE_WORK, NativeTensors::copyOf).get(0))
            .isEqualTo(FloatTensor.of(TensorShape.of(1, 2), Y));
      }
    }
  }

  @Test
  void embeddingTableOfAnotherShapeIsRejected() {
    EmbeddingLayer embedding = new EmbeddingLayer(new Embedding(4, 2, 1));
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf, LINEAR.parameters());
      assertThatThrownBy(() -> embedding.lookup(tf, variables, "weight", tf.constant(0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("embedding weight: expected a table [4, 2] (entries, size), got [2, 3]");
    }
  }
}
