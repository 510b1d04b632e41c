package org.tributary.internal.graph;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.StatelessCase;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.types.TFloat32;

/**
 * A custom gradient, PyTorch's {@code autograd.Function}: a forward pass that TensorFlow's {@code
 * addGradients} differentiates by a backward pass of our own. Both passes become functions of the
 * graph, which {@code StatelessCase} operations call: one calls the forward pass, and the gradient
 * registered for this operation adds another that calls the backward pass. TensorFlow sees neither
 * what is inside, nor needs a gradient of it.
 *
 * <p>Attributes of the operation hold all that the gradient needs: nothing is kept outside the
 * graph. While TensorFlow adds gradients it holds the lock of the graph, so the backward pass is
 * built beforehand, and the registered gradient asks for no shape.
 */
public final class CustomGradient {
  /** The number of inputs with a gradient, the first ones after the branch. */
  private static final String INPUTS = "_tributary_inputs";

  /** The number of results; further outputs are activations saved for the backward pass. */
  private static final String RESULTS = "_tributary_results";

  /** The backward pass for the gradient of the first result, and that for those of all. */
  private static final String BACKWARD = "_tributary_backward";

  /** The positions of the inputs that the backward pass reads too. */
  private static final String REREAD = "_tributary_reread";

  private static final Logger LOGGER = System.getLogger(CustomGradient.class.getName());
  private static final AtomicBoolean LOGGED = new AtomicBoolean();

  private CustomGradient() {}

  /** Registers the gradient, once for this process. */
  private static final class Registration {
    static final Optional<String> UNSUPPORTED = unsupported();

    private static Optional<String> unsupported() {
      try {
        return TensorFlow.registerCustomGradient(
                StatelessCase.OP_NAME, CustomGradient::differentiated)
            ? Optional.empty()
            : Optional.of("another gradient is registered for " + StatelessCase.OP_NAME);
      } catch (UnsupportedOperationException | LinkageError e) { // on Windows
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * Returns the reason why TensorFlow cannot call a backward pass of our own in this process; empty
   * if it can.
   *
   * @throws IllegalStateException if no loop can be added to a graph either, as {@link
   *     GraphImport#field}
   */
  public static Optional<String> unsupported() {
    GraphImport.field();
    return Registration.UNSUPPORTED;
  }

  /** Logs, once for this process, that the slower reference kernels are used. */
  public static void logUnsupported(String why) {
    if (!LOGGED.getAndSet(true)) {
      LOGGER.log(
          Level.WARNING,
          "gradients: expected to register a gradient with TensorFlow, got {0}; recurrent layers in"
              + " your own graphs use the reference kernel, which gives the same numbers and takes"
              + " longer",
          why);
    }
  }

  /** The backward pass of {@link #of}. */
  @FunctionalInterface
  public interface Backward {
    /**
     * Adds the backward pass to the graph.
     *
     * @param upstream the gradient of each result; empty for a result that the loss does not depend
     *     on, but never of all
     * @return the gradient of each input, of its shape
     */
    List<Operand<TFloat32>> gradients(List<Optional<Operand<TFloat32>>> upstream);
  }

  /** The results of a forward pass, and its backward pass. */
  public record Pass(List<Operand<TFloat32>> results, Backward backward) {}

  /**
   * Adds a forward pass to the graph. {@link #unsupported} must be empty.
   *
   * @param name a word for the names of its operation and functions
   * @param inputs all that the forward pass can be differentiated with respect to, in any order; an
   *     operand may occur more than once, and be computed from another
   * @param forward adds the forward pass, given a copy of each input. What else it reads from the
   *     graph has no gradient
   * @return the results
   */
  public static List<Operand<TFloat32>> of(
      Ops tf,
      String name,
      List<Operand<TFloat32>> inputs,
      Function<List<Operand<TFloat32>>, Pass> forward) {
    unsupported()
        .ifPresent(
            why -> {
              throw new IllegalStateException(
                  "custom gradient: expected TensorFlow to call it, got " + why);
            });
    Graph graph = Graphs.of(tf);
    // each input has a copy of its own, so that equal operands are distinct arguments
    List<Operand<TFloat32>> copies = inputs.stream().<Operand<TFloat32>>map(tf::identity).toList();
    long start = GraphFunction.mark(graph);
    Pass pass = forward.apply(copies);
    // a result of its own operation, which may be neither an input nor another result
    List<Operand<TFloat32>> results =
        pass.results().stream().<Operand<TFloat32>>map(tf::identity).toList();
    Set<TF_Operation> ofForward = GraphFunction.since(graph, start);

    List<Operand<TFloat32>> upstream =
        results.stream()
            .<Operand<TFloat32>>map(
                r -> tf.placeholder(TFloat32.class, Placeholder.shape(r.shape())))
            .toList();
    List<GraphFunction> backwards = new ArrayList<>();
    for (int present = 1; present <= results.size(); present += Math.max(1, results.size() - 1)) {
      backwards.add(backwardFunction(tf, upstream, present, pass.backward()));
    }

    Set<Output<?>> read = new LinkedHashSet<>();
    backwards.forEach(b -> read.addAll(b.read()));
    upstream.forEach(u -> read.remove(u.asOutput()));
    List<Operand<?>> saved = new ArrayList<>();
    List<Output<?>> reread = new ArrayList<>();
    for (Output<?> value : read) {
      if (GraphFunction.isInside((GraphOperation) value.op(), ofForward)) {
        saved.add(value);
      } else {
        reread.add(value);
      }
    }
    List<Operand<?>> outputs = new ArrayList<>(results);
    outputs.addAll(saved);
    GraphFunction forwards = new GraphFunction(graph, ofForward, copies, outputs);
    Set<Output<?>> arguments = new LinkedHashSet<>();
    copies.forEach(c -> arguments.add(c.asOutput()));
    arguments.addAll(forwards.read());
    arguments.addAll(reread);
    List<Output<?>> order = List.copyOf(arguments);

    List<String> names = new ArrayList<>();
    for (int k = 0; k < backwards.size(); k++) {
      List<Operand<?>> of = new ArrayList<>(reread);
      of.addAll(saved);
      of.addAll(k == 0 ? upstream.subList(0, 1) : upstream);
      names.add(backwards.get(k).addTo(name + "_backward", of));
    }
    List<Output<?>> given = new ArrayList<>();
    inputs.forEach(input -> given.add(input.asOutput()));
    given.addAll(order.subList(inputs.size(), order.size()));
    Operation call =
        call(
                tf,
                name,
                forwards.addTo(name + "_forward", order),
                tf.constant(0).asOutput(),
                given,
                outputs.stream().map(o -> o.asOutput().dataType()).toArray(DataType[]::new))
            .setAttr("output_shapes", outputs.stream().map(Operand::shape).toArray(Shape[]::new))
            .setAttr(INPUTS, (long) inputs.size())
            .setAttr(RESULTS, (long) results.size())
            .setAttr(BACKWARD, names.toArray(new String[0]))
            .setAttr(REREAD, reread.stream().mapToLong(order::indexOf).toArray())
            .build();
    return IntStream.range(0, results.size())
        .<Operand<TFloat32>>mapToObj(call::<TFloat32>output)
        .toList();
  }

  /** Adds the backward pass for the gradients of the first {@code present} results. */
  private static GraphFunction backwardFunction(
      Ops tf, List<Operand<TFloat32>> upstream, int present, Backward backward) {
    Graph graph = Graphs.of(tf);
    long start = GraphFunction.mark(graph);
    List<Optional<Operand<TFloat32>>> given = new ArrayList<>();
    for (int k = 0; k < upstream.size(); k++) {
      // a copy within the function, because TensorFlow's gradients wait for their upstream gradient
      given.add(k < present ? Optional.of(tf.identity(upstream.get(k))) : Optional.empty());
    }
    List<Operand<TFloat32>> gradients =
        backward.gradients(given).stream().<Operand<TFloat32>>map(tf::identity).toList();
    return new GraphFunction(graph, GraphFunction.since(graph, start), upstream, gradients);
  }

  /** Returns a builder of an operation that calls a function. */
  private static OperationBuilder call(
      Ops tf,
      String name,
      String function,
      Output<?> branch,
      List<Output<?>> arguments,
      DataType[] results) {
    NameAttrList branches = NameAttrList.newBuilder().setName(function).build();
    return tf.scope()
        .env()
        .opBuilder(StatelessCase.OP_NAME, tf.scope().makeOpName(name), tf.scope())
        .addInput(branch)
        .addInputList(arguments.toArray(Output<?>[]::new))
        .setAttr("Tin", arguments.stream().map(Output::dataType).toArray(DataType[]::new))
        .setAttr("Tout", results)
        .setAttr(
            "branches",
            AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addFunc(branches))
                .build())
        // the function's operations take the place of the call when a session prepares the graph
        .setAttr("_lower_using_switch_merge", true);
  }

  /** The registered gradient. It must not throw: TensorFlow calls it from native code. */
  private static List<Operand<?>> differentiated(
      Ops tf, GraphOperation operation, List<Output<?>> upstream) {
    try {
      return gradients(tf, operation, upstream);
    } catch (RuntimeException e) {
      return logFailure(operation, e);
    }
  }

  /** Logs why an operation has no gradient; TensorFlow, which then refuses it, does not say. */
  static List<Operand<?>> logFailure(GraphOperation operation, RuntimeException cause) {
    LOGGER.log(
        Level.WARNING,
        "gradients: expected an operation with a gradient, got %s %s; the error of TensorFlow follows"
            .formatted(operation.type(), operation.name()),
        cause);
    return List.of();
  }

  private static List<Operand<?>> gradients(
      Ops tf, GraphOperation operation, List<Output<?>> upstream) {
    OperationAttributeInspector attributes = operation.attributes();
    int inputs = (int) attributes.getAttrInt(INPUTS);
    int results = (int) attributes.getAttrInt(RESULTS);
    String[] backward = attributes.getAttrStringList(BACKWARD);
    List<Output<?>> arguments = new ArrayList<>();
    for (long k : attributes.getAttrIntList(REREAD)) {
      arguments.add(operation.input(1 + (int) k));
    }
    for (int k = results; k < operation.numOutputs(); k++) {
      arguments.add(operation.output(k));
    }
    boolean firstAlone = IntStream.range(1, results).noneMatch(k -> isPresent(upstream.get(k)));
    for (int k = 0; k < (firstAlone ? 1 : results); k++) {
      arguments.add(
          isPresent(upstream.get(k))
              ? upstream.get(k)
              : tf.zerosLike(operation.output(k)).asOutput());
    }
    DataType[] types = new DataType[inputs];
    Arrays.fill(types, DataType.DT_FLOAT);
    Operation call =
        call(
                tf,
                "backward",
                backward[firstAlone ? 0 : backward.length - 1],
                operation.input(0),
                arguments,
                types)
            .build();
    List<Operand<?>> gradients = new ArrayList<>(List.of(tf.zerosLike(operation.input(0))));
    for (int k = 0; k < inputs; k++) {
      gradients.add(call.output(k));
    }
    for (int k = 1 + inputs; k < operation.numInputs(); k++) {
      Output<?> other = operation.input(k);
      boolean isResource = other.dataType() == DataType.DT_RESOURCE;
      gradients.add(isResource ? tf.constant(0f) : tf.zerosLike(other)); // null is not allowed
    }
    return gradients;
  }

  /**
   * Returns the inputs of an operation that a forward pass {@linkplain #of of this class} reads
   * without a gradient; empty for any other operation.
   */
  public static List<Output<?>> withoutGradient(GraphOperation operation) {
    if (!operation.type().equals(StatelessCase.OP_NAME)) {
      return List.of();
    }
    List<Output<?>> inputs = new ArrayList<>();
    try {
      for (int k = 1 + (int) operation.attributes().getAttrInt(INPUTS);
          k < operation.numInputs();
          k++) {
        inputs.add(operation.input(k));
      }
    } catch (TensorFlowException e) { // not one of ours
      return List.of();
    }
    return inputs;
  }

  /** Returns whether {@code addGradients} returned a gradient; there is none along integers. */
  public static boolean isPresent(Output<?> gradient) {
    TF_Operation handle = ((GraphOperation) gradient.op()).getUnsafeNativeHandle();
    return handle != null && !handle.isNull();
  }
}
