package org.tributary.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.Variables;
import org.tributary.runtime.TensorFlowRuntime;

/** The graph of one {@link ArgumentCall}, created at its first use. */
public final class CallContext implements AutoCloseable {
  private final Deque<AutoCloseable> closeables = new ArrayDeque<>();
  private Graph graph;
  private Ops tf;
  private Session session;

  CallContext() {}

  /** Returns the operations of the graph. */
  public Ops ops() {
    if (tf == null) {
      graph = TensorFlowRuntime.graph();
      tf = TensorFlowRuntime.ops(graph);
    }
    return tf;
  }

  /** Returns an operand with the values of {@code tensor}. */
  public Operand<TFloat32> operand(FloatTensor tensor) {
    return ops().constant(tensor.shape(), DataBuffers.of(tensor.values()));
  }

  /** Returns an operand with {@code some} values, repeated as often as the shape needs. */
  public Operand<TInt32> operand(Shape shape, int... some) {
    int[] values = IntStream.range(0, (int) shape.size()).map(k -> some[k % some.length]).toArray();
    return ops().constant(shape, DataBuffers.of(values));
  }

  /** Returns variables of the graph. */
  public Variables variables(List<ParameterSpec> specs) {
    return new Variables(ops(), specs);
  }

  /** Returns a session of the graph. */
  public Session session() {
    if (session == null) {
      ops();
      session = closing(TensorFlowRuntime.open(graph));
    }
    return session;
  }

  /** Returns {@code closeable}, which is closed with the graph. */
  public <T extends AutoCloseable> T closing(T closeable) {
    closeables.push(closeable);
    return closeable;
  }

  @Override
  public void close() {
    for (AutoCloseable closeable : closeables) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot close " + closeable, e);
      }
    }
    if (graph != null) {
      graph.close();
    }
  }
}
