package org.tributary.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * A graph that evaluates operands, each time in a new session. Its sessions have no graph
 * optimizer, which takes most of the time of a graph that runs once; the tests of modules and
 * trainers run with it.
 */
public final class Eval implements AutoCloseable {
  private final Graph graph = TensorFlowRuntime.graph();
  private final Ops tf = Ops.create(graph);

  private final Map<Placeholder<TInt32>, int[]> fed = new HashMap<>();
  private final List<Runnable> feeders = new ArrayList<>();

  /** Feeds {@code values} in every evaluation. */
  public void feed(Placeholder<TInt32> placeholder, int[] values) {
    fed.put(placeholder, values);
  }

  /** Calls {@code feeder} before each evaluation, when the graph is complete. */
  public void beforeRuns(Runnable feeder) {
    feeders.add(feeder);
  }

  /** Returns the graph's operations builder. */
  public Ops tf() {
    return tf;
  }

  /** Adds a float32 constant to the graph. */
  public Operand<TFloat32> floats(float[] values, long... shape) {
    return tf.constant(Shape.of(shape), DataBuffers.of(values));
  }

  /** Adds a float64 constant to the graph. */
  public Operand<TFloat64> doubles(double[] values, long... shape) {
    return tf.constant(Shape.of(shape), DataBuffers.of(values));
  }

  /** Evaluates one operand, row-major. */
  public float[] values(Operand<TFloat32> operand) {
    return values(List.of(operand)).get(0);
  }

  /** Evaluates several operands in one run. */
  public List<float[]> values(List<? extends Operand<TFloat32>> operands) {
    List<float[]> all = new ArrayList<>();
    try (Session session = TensorFlowRuntime.openWithoutGraphOptimizer(graph);
        Result result = fetch(session, operands)) {
      for (int k = 0; k < result.size(); k++) {
        TFloat32 tensor = (TFloat32) result.get(k);
        float[] values = new float[Math.toIntExact(tensor.shape().size())];
        tensor.copyTo(DataBuffers.of(values, false, false));
        all.add(values);
      }
    }
    return all;
  }

  /** Evaluates several float64 operands in one run. */
  public List<double[]> doubles(List<? extends Operand<TFloat64>> operands) {
    List<double[]> all = new ArrayList<>();
    try (Session session = TensorFlowRuntime.openWithoutGraphOptimizer(graph);
        Result result = fetch(session, operands)) {
      for (int k = 0; k < result.size(); k++) {
        TFloat64 tensor = (TFloat64) result.get(k);
        double[] values = new double[Math.toIntExact(tensor.shape().size())];
        tensor.copyTo(DataBuffers.of(values, false, false));
        all.add(values);
      }
    }
    return all;
  }

  /** Fetches a copy of each operand, because a result rejects duplicate operands. */
  private Result fetch(Session session, List<? extends Operand<? extends TType>> operands) {
    Session.Runner runner = session.runner();
    operands.forEach(operand -> runner.fetch(tf.identity(operand)));
    feeders.forEach(Runnable::run);
    List<TInt32> vectors = new ArrayList<>();
    fed.forEach(
        (placeholder, values) -> {
          vectors.add(TInt32.vectorOf(values));
          runner.feed(placeholder, vectors.get(vectors.size() - 1));
        });
    try {
      return runner.run();
    } finally {
      vectors.forEach(TInt32::close);
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
