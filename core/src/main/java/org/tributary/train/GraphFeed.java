package org.tributary.train;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;
import org.tributary.param.FloatTensor;
import org.tributary.param.ShapeCheck;
import org.tributary.runtime.GraphRunner;

/**
 * The placeholder values of one step: TensorFlow's {@code feed_dict}. Arrays are copied, and the
 * copies freed after the step; the caller keeps ownership of a {@link Tensor}. Every method rejects
 * a value whose shape differs from the placeholder's.
 */
public final class GraphFeed {
  private final Graph graph;
  private final Map<Output<?>, Tensor> values = new LinkedHashMap<>();
  private final List<Tensor> owned = new ArrayList<>();

  private GraphFeed(Graph graph) {
    this.graph = graph;
  }

  /** Passes a feed filled by {@code filler} to {@code user}, then frees it. */
  static void use(Graph graph, Consumer<GraphFeed> filler, Consumer<GraphFeed> user) {
    requireNonNull(filler, "feed: expected a function, for instance feed -> {}, got null");
    GraphFeed feed = new GraphFeed(graph);
    try {
      filler.accept(feed);
      user.accept(feed);
    } finally {
      feed.owned.forEach(Tensor::close);
    }
  }

  /** Feeds a tensor of float32. */
  public GraphFeed put(Operand<TFloat32> placeholder, FloatTensor value) {
    check(placeholder, value.shape());
    return own(placeholder, value.toNative());
  }

  /** Feeds a scalar of float32. */
  public GraphFeed put(Operand<TFloat32> placeholder, float value) {
    check(placeholder, Shape.scalar());
    return own(placeholder, TFloat32.scalarOf(value));
  }

  /** Feeds a vector of int32, for instance sequence lengths. */
  public GraphFeed put(Operand<TInt32> placeholder, int[] values) {
    check(placeholder, Shape.of(values.length));
    return own(placeholder, TInt32.vectorOf(values));
  }

  /**
   * Feeds a matrix of int32, for instance the words of a batch.
   *
   * @throws IllegalArgumentException if its rows differ in length
   */
  public GraphFeed put(Operand<TInt32> placeholder, int[][] values) {
    int columns = values.length == 0 ? 0 : values[0].length;
    for (int[] row : values) {
      if (row.length != columns) {
        throw new IllegalArgumentException(
            "feed %s: expected rows of one length, got %d and %d; pad the shorter ones"
                .formatted(name(placeholder), columns, row.length));
      }
    }
    check(placeholder, Shape.of(values.length, columns));
    return own(placeholder, TInt32.tensorOf(StdArrays.ndCopyOf(values)));
  }

  /** Feeds a scalar of int64, for instance the seed of {@code Dropout.seeded}. */
  public GraphFeed put(Operand<TInt64> placeholder, long value) {
    check(placeholder, Shape.scalar());
    return own(placeholder, TInt64.scalarOf(value));
  }

  /** Feeds a tensor of any type. The caller closes it after the step. */
  public <T extends TType> GraphFeed put(Operand<T> placeholder, T value) {
    check(placeholder, value.shape());
    values.put(placeholder.asOutput(), value);
    return this;
  }

  private GraphFeed own(Operand<?> placeholder, Tensor value) {
    owned.add(value);
    values.put(placeholder.asOutput(), value);
    return this;
  }

  private void check(Operand<?> placeholder, Shape actual) {
    if (placeholder.asOutput().op().env() != graph) {
      throw new IllegalArgumentException(
          "feed %s: expected a placeholder of the trainer's graph, got one of another"
              .formatted(name(placeholder)));
    }
    if (values.containsKey(placeholder.asOutput())) {
      throw new IllegalArgumentException("feed %s: given twice".formatted(name(placeholder)));
    }
    Shape expected = placeholder.asOutput().shape();
    if (!expected.isUnknown()) {
      ShapeCheck.require(
          "feed " + name(placeholder),
          actual,
          "shape %s (-1 for any size)".formatted(expected),
          expected.asArray());
    }
  }

  private static String name(Operand<?> placeholder) {
    return placeholder.asOutput().op().name();
  }

  /**
   * Runs the graph on these values.
   *
   * @param more adds feeds to the runner, and returns tensors to be closed after the run
   */
  List<FloatTensor> run(
      Session session,
      Function<Session.Runner, List<? extends Tensor>> more,
      List<Operand<TFloat32>> fetched) {
    Session.Runner runner = session.runner();
    values.forEach(runner::feed);
    fetched.forEach(runner::fetch);
    List<? extends Tensor> fed = more.apply(runner);
    try (Result result = GraphRunner.run(runner, GraphRunner.LARGE_WORK)) {
      List<FloatTensor> copies = new ArrayList<>();
      for (int k = 0; k < fetched.size(); k++) {
        copies.add(FloatTensor.copyOf((TFloat32) result.get(k)));
      }
      return copies;
    } finally {
      fed.forEach(Tensor::close);
    }
  }
}
