package org.tributary.module;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.Variables;
import org.tributary.graph.layer.LayerWeights;
import org.tributary.graph.layer.SkipConnections;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StackedLayers;
import org.tributary.runtime.Feed;

/** The graph of the skip connection around one layer, for chunks of a long batch. */
final class ConnectionPass {
  /** Parallel work of a run: none, because a connection is small beside its layer. */
  private static final long NO_PARALLEL_WORK = 0;

  private final Placeholder<TFloat32> x;
  private final Placeholder<TFloat32> h;
  private final Operand<TFloat32> y;
  private final int size;

  /** Adds the pass to the graph. No other thread may add to the graph meanwhile. */
  ConnectionPass(Ops tf, Recurrent definition, Variables variables, int layer) {
    size = definition.outputSize();
    x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, size)));
    h = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, size)));
    y =
        tf.identity(
            SkipConnections.forward(
                    StackedLayers.connection(definition, layer),
                    tf,
                    x,
                    h,
                    LayerWeights.connectionWeights(definition, layer, variables::read))
                .output());
  }

  /** Replaces the first {@code count} vectors h [count, F] by y. */
  void run(Session session, float[] input, float[] output, int count) {
    try (Feed feed = new Feed(session)) {
      feed.floats(x, Shape.of(count, size), input);
      feed.floats(h, Shape.of(count, size), output);
      try (Result result = feed.run(List.of(y), NO_PARALLEL_WORK)) {
        ((TFloat32) result.get(0)).copyTo(DataBuffers.of(output, false, false));
      }
    }
  }
}
