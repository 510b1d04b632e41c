package org.tributary.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.Variables;
import org.tributary.internal.graph.PlainErrors;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.runtime.TensorFlowRuntime;

/** The graph of one {@link ArgumentCall}, created at its first use. */
public final class CallContext implements AutoCloseable {
  private final Deque<AutoCloseable> closeables = new ArrayDeque<>();
  private Graph graph;
  private Ops tf;
  private Session session;
  private final boolean isFed;
  private final List<Fed> feeds = new ArrayList<>();
  private final Map<Integer, List<Fed>> feedsOfArguments = new HashMap<>();
  private final List<Variables> variables = new ArrayList<>();

  /**
   * Creates a context.
   *
   * @param isFed whether the sizes of operands are known in runs only, but the last one
   */
  CallContext(boolean isFed) {
    this.isFed = isFed;
  }

  /**
   * An operand that is fed.
   *
   * @param shape the shape of its values, of which the placeholder knows a part
   */
  record Fed(Placeholder<?> placeholder, Shape shape, Supplier<? extends TType> values) {
    /** Returns whether the values of {@code other} can be fed to this placeholder. */
    private boolean accepts(Fed other) {
      return placeholder.type() == other.placeholder.type()
          && Arrays.equals(
              placeholder.shape().asArray(), // Shape.equals: unknown sizes differ from themselves
              other.placeholder.shape().asArray());
    }
  }

  /** Returns an argument of the call. */
  Object argument(int index, Function<CallContext, Object> value) {
    int before = feeds.size();
    Object argument = value.apply(this);
    feedsOfArguments.put(index, List.copyOf(feeds.subList(before, feeds.size())));
    return argument;
  }

  /**
   * Returns what another value of an argument feeds to this graph; empty if that value, which
   * differs from the argument's in one respect, needs another graph.
   */
  Optional<List<Fed>> feedsOfSameGraph(int index, Function<CallContext, Object> value) {
    List<Fed> now = feedsOfArguments.getOrDefault(index, List.of());
    try (CallContext other = new CallContext(isFed)) {
      other.argument(index, value);
      List<Fed> others = List.copyOf(other.feeds);
      boolean accepted = now.size() == others.size();
      boolean differs = false;
      for (int k = 0; accepted && k < now.size(); k++) {
        accepted = now.get(k).accepts(others.get(k));
        differs |= !now.get(k).shape().equals(others.get(k).shape());
      }
      return accepted && differs ? Optional.of(others) : Optional.empty();
    } catch (IllegalArgumentException | NullPointerException e) {
      return Optional.empty(); // the argument's own factory refuses the value
    }
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
    return isFed
        ? operand(
            TFloat32.class, NativeTensors.shape(tensor.shape()), () -> NativeTensors.of(tensor))
        : constant(tensor);
  }

  /** Returns an operand with the values of {@code tensor}, whose sizes are always known. */
  public Operand<TFloat32> constant(FloatTensor tensor) {
    return ops().constant(NativeTensors.shape(tensor.shape()), DataBuffers.of(tensor.values()));
  }

  /** Returns an operand with {@code some} values, repeated as often as the shape needs. */
  public Operand<TInt32> operand(Shape shape, int... some) {
    int[] values = IntStream.range(0, (int) shape.size()).map(k -> some[k % some.length]).toArray();
    return isFed
        ? operand(TInt32.class, shape, () -> TInt32.tensorOf(shape, DataBuffers.of(values)))
        : ops().constant(shape, DataBuffers.of(values));
  }

  /** Returns an operand whose sizes, but the last of several, are known in runs only. */
  private <T extends TType> Operand<T> operand(Class<T> type, Shape shape, Supplier<T> values) {
    long[] sizes = shape.asArray();
    Arrays.fill(sizes, 0, sizes.length == 1 ? 1 : Math.max(0, sizes.length - 1), -1);
    Placeholder<T> placeholder = ops().placeholder(type, Placeholder.shape(Shape.of(sizes)));
    feeds.add(new Fed(placeholder, shape, values));
    return ops().identity(placeholder); // what is fed cannot be fetched
  }

  /** Runs the graph for {@code operands}. */
  void run(List<Operand<?>> operands) {
    for (Variables each : variables) {
      each.assignZeros(session());
    }
    run(operands, Map.of());
  }

  /** Runs the graph again, with other values of an argument from {@link #feedsOfSameGraph}. */
  void runAgain(List<Operand<?>> operands, int argument, List<Fed> others) {
    List<Fed> replaced = feedsOfArguments.get(argument);
    Map<Fed, Fed> replacements = new HashMap<>();
    for (int k = 0; k < replaced.size(); k++) {
      replacements.put(replaced.get(k), others.get(k));
    }
    run(operands, replacements);
  }

  private void run(List<Operand<?>> operands, Map<Fed, Fed> replacements) {
    Session.Runner runner = session().runner();
    operands.forEach(runner::fetch);
    for (Fed feed : feeds) {
      TType values = closing(replacements.getOrDefault(feed, feed).values().get());
      runner.feed(feed.placeholder(), values);
    }
    PlainErrors.running("run", runner::run).close();
  }

  /** Returns variables of the graph. */
  public Variables variables(List<ParameterSpec> specs) {
    Variables added = new Variables(ops(), specs);
    variables.add(added);
    return added;
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
