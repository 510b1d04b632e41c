package org.tributary.nn;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Array;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;
import org.tributary.graph.NativeTensors;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.PlainErrors;
import org.tributary.param.FloatTensor;
import org.tributary.runtime.Feed;

/**
 * The placeholder values of one step: TensorFlow's {@code feed_dict}. Arrays are copied, and the
 * copies freed after the step; the caller keeps ownership of a {@link Tensor}. Every method rejects
 * a value whose shape differs from the placeholder's.
 */
public final class GraphFeed {
  private final Graph graph;
  private final Feed feed;
  private final Set<Output<?>> placeholders = new HashSet<>();

  private GraphFeed(Graph graph, Feed feed) {
    this.graph = graph;
    this.feed = feed;
  }

  /** Returns what {@code user} makes of a feed filled by {@code filler}, which is then freed. */
  static <R> R use(
      Graph graph, Session session, Consumer<GraphFeed> filler, Function<Feed, R> user) {
    NullChecks.require("feed", "a function, for instance feed -> {}", filler);
    try (Feed feed = new Feed(session)) {
      filler.accept(new GraphFeed(graph, feed));
      return PlainErrors.running("feed", () -> user.apply(feed));
    }
  }

  /** Feeds a tensor of float32. */
  public GraphFeed put(Operand<TFloat32> placeholder, FloatTensor value) {
    return feed(placeholder, value, () -> NativeTensors.of(value));
  }

  /** Feeds a scalar of float32. */
  public GraphFeed put(Operand<TFloat32> placeholder, float value) {
    return feed(placeholder, value, () -> TFloat32.scalarOf(value));
  }

  /** Feeds a vector of float32. */
  public GraphFeed put(Operand<TFloat32> placeholder, float[] values) {
    return feed(placeholder, values, () -> TFloat32.vectorOf(values));
  }

  /**
   * Feeds a matrix of float32.
   *
   * @throws IllegalArgumentException if its rows differ in length
   */
  public GraphFeed put(Operand<TFloat32> placeholder, float[][] values) {
    return feed(placeholder, values, () -> TFloat32.tensorOf(StdArrays.ndCopyOf(values)));
  }

  /**
   * Feeds a tensor of float32 with 3 dimensions, for instance the input of a recurrent layer.
   *
   * @throws IllegalArgumentException if arrays at the same depth differ in length
   */
  public GraphFeed put(Operand<TFloat32> placeholder, float[][][] values) {
    return feed(placeholder, values, () -> TFloat32.tensorOf(StdArrays.ndCopyOf(values)));
  }

  /** Feeds a vector of int32, for instance sequence lengths. */
  public GraphFeed put(Operand<TInt32> placeholder, int[] values) {
    return feed(placeholder, values, () -> TInt32.vectorOf(values));
  }

  /**
   * Feeds a matrix of int32, for instance the words of a batch.
   *
   * @throws IllegalArgumentException if its rows differ in length
   */
  public GraphFeed put(Operand<TInt32> placeholder, int[][] values) {
    return feed(placeholder, values, () -> TInt32.tensorOf(StdArrays.ndCopyOf(values)));
  }

  /** Feeds a scalar of int64, for instance the seed of {@code Dropout.seeded}. */
  public GraphFeed put(Operand<TInt64> placeholder, long value) {
    return feed(placeholder, value, () -> TInt64.scalarOf(value));
  }

  /** Feeds a tensor of any type. The caller closes it after the step. */
  public <T extends TType> GraphFeed put(Operand<T> placeholder, T value) {
    requirePresent(placeholder, value);
    check(placeholder);
    feed.borrowed(placeholder, value);
    return this;
  }

  private GraphFeed feed(Operand<?> placeholder, Object value, Supplier<Tensor> tensor) {
    requirePresent(placeholder, value);
    if (value.getClass().isArray()) {
      requireRegular(placeholder, value);
    }
    check(placeholder);
    feed.tensor(placeholder, tensor.get());
    return this;
  }

  /** Checks that nested arrays of one depth have one shape, which it returns. */
  private static Shape requireRegular(Operand<?> placeholder, Object values) {
    requirePresent(placeholder, values);
    int length = Array.getLength(values);
    Class<?> element = values.getClass().getComponentType();
    if (!element.isArray()) {
      return Shape.of(length);
    }
    if (length == 0) {
      return element.getComponentType().isArray() ? Shape.of(0, 0, 0) : Shape.of(0, 0);
    }
    Shape first = requireRegular(placeholder, Array.get(values, 0));
    for (int k = 1; k < length; k++) {
      Shape other = requireRegular(placeholder, Array.get(values, k));
      if (!other.equals(first)) {
        throw new IllegalArgumentException(
            "feed %s: expected rows of one length, got %s and %s; pad the shorter ones"
                .formatted(
                    name(placeholder),
                    first.numDimensions() == 1 ? first.get(0) : first,
                    other.numDimensions() == 1 ? other.get(0) : other));
      }
    }
    return first.prepend(length);
  }

  private static void requirePresent(Operand<?> placeholder, Object value) {
    NullChecks.require("feed", "a placeholder", placeholder);
    requireNonNull(value, () -> "feed %s: expected a value, got null".formatted(name(placeholder)));
  }

  private void check(Operand<?> placeholder) {
    if (placeholder.asOutput().op().env() != graph) {
      throw new IllegalArgumentException(
          "feed %s: expected a placeholder of the trainer's graph, got one of another"
              .formatted(name(placeholder)));
    }
    if (placeholders.contains(placeholder.asOutput())) {
      throw new IllegalArgumentException("feed %s: given twice".formatted(name(placeholder)));
    }
    placeholders.add(placeholder.asOutput());
  }

  private static String name(Operand<?> placeholder) {
    return placeholder.asOutput().op().name();
  }
}
