package org.tributary.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
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
  private final boolean shapesKnown;
  private final Map<Operand<?>, Supplier<Tensor>> feeds = new LinkedHashMap<>();
  private final List<Consumer<Session>> initializers = new ArrayList<>();
  private Graph graph;
  private Ops tf;

  /**
   * @param shapesKnown whether operands are constants; otherwise they are placeholders of unknown
   *     shape
   */
  CallContext(boolean shapesKnown) {
    this.shapesKnown = shapesKnown;
  }

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
    if (shapesKnown) {
      return ops().constant(tensor.shape(), DataBuffers.of(tensor.values()));
    }
    Operand<TFloat32> placeholder = ops().placeholder(TFloat32.class);
    feeds.put(placeholder, tensor::toNative);
    return placeholder;
  }

  /** Returns an operand with {@code values}. */
  public Operand<TInt32> operand(Shape shape, int... values) {
    if (shapesKnown) {
      return ops().constant(shape, DataBuffers.of(values));
    }
    Operand<TInt32> placeholder = ops().placeholder(TInt32.class);
    feeds.put(placeholder, () -> TInt32.tensorOf(shape, DataBuffers.of(values)));
    return placeholder;
  }

  /** Returns variables that are zero when the graph runs. */
  public Variables variables(List<ParameterSpec> specs) {
    Variables variables = new Variables(ops(), specs);
    initializers.add(variables::assignZeros);
    return variables;
  }

  /** Runs the graph. */
  void run(List<? extends Operand<?>> fetched) {
    List<Tensor> fed = new ArrayList<>();
    try (Session session = TensorFlowRuntime.open(graph)) {
      initializers.forEach(each -> each.accept(session));
      Session.Runner runner = session.runner();
      feeds.forEach(
          (placeholder, tensor) -> {
            fed.add(tensor.get());
            runner.feed(placeholder, fed.get(fed.size() - 1));
          });
      fetched.forEach(runner::fetch);
      runner.run().close();
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  @Override
  public void close() {
    if (graph != null) {
      graph.close();
    }
  }
}
