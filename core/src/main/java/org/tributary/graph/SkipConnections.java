package org.tributary.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.ResultCheck;
import org.tributary.internal.graph.GraphGradients;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.PlainErrors;
import org.tributary.internal.graph.ResultShape;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.layer.SkipConnection;
import org.tributary.param.ParameterSpec;
import org.tributary.runtime.TensorFlowRuntime;

/** Skip connections in a graph: the library's, and the contract of others. */
final class SkipConnections {
  private SkipConnections() {}

  /**
   * A connection in a graph.
   *
   * @param x its input, a copy that nothing else reads, so that its gradient excludes paths through
   *     h
   * @param h the output of the layer, likewise a copy
   * @param weights copies of the parameters, by the connection's own names
   * @param output y
   */
  record Added(
      SkipConnection connection,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Map<String, Operand<TFloat32>> weights,
      Operand<TFloat32> output) {

    /** Returns this connection with another output, computed from this one. */
    Added withOutput(Operand<TFloat32> other) {
      return new Added(connection, x, h, weights, other);
    }

    /**
     * Adds the gradients with respect to x, h and each parameter, in this order.
     *
     * @param upstream the gradient of y, of its shape
     */
    List<Operand<TFloat32>> gradients(Ops tf, Operand<TFloat32> upstream) {
      List<Operand<TFloat32>> sources = new ArrayList<>(List.of(x, h));
      sources.addAll(weights.values());
      return PlainErrors.in(
          connection.getClass().getName() + ".forward",
          "operations that TensorFlow can differentiate",
          "replace the operation",
          () -> GraphGradients.ofAll(tf, List.of(output), List.of(upstream), sources));
    }
  }

  /**
   * Adds a connection to the graph.
   *
   * @param x [T, N, F]
   * @param h [T, N, F]
   * @param weights the parameters by the names of {@link SkipConnection#parameters}
   * @throws IllegalArgumentException if the connection has no form in a graph, or a parameter is of
   *     another shape
   */
  static Added add(
      SkipConnection connection,
      Ops tf,
      int size,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights) {
    Map<String, Operand<TFloat32>> copies =
        ShapeCheck.parameters(parameters(connection, size), "this connection", weights);
    copies.replaceAll((name, weight) -> tf.identity(weight));
    Operand<TFloat32> ofX = tf.identity(x);
    Operand<TFloat32> ofH = tf.identity(h);
    Operand<TFloat32> y =
        forward(
            connection,
            tf,
            ofX,
            ofH,
            name -> {
              if (!copies.containsKey(name)) {
                throw new IllegalArgumentException(
                    "%s.forward: expected one of the parameters %s, got \"%s\"; is it misspelt, or missing in parameters?"
                        .formatted(connection.getClass().getName(), copies.keySet(), name));
              }
              return copies.get(name);
            });
    return new Added(connection, ofX, ofH, copies, y);
  }

  private static Operand<TFloat32> forward(
      SkipConnection connection,
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights) {
    if (connection instanceof GraphSkipConnection own) {
      return own.forward(tf, x, h, weights);
    }
    if (connection.equals(SkipConnection.none())) {
      return h;
    }
    if (connection.equals(SkipConnection.residual())) {
      return tf.math.add(h, x);
    }
    if (connection.equals(SkipConnection.highway())) {
      return highway(tf, x, h, weights);
    }
    throw Graphs.withoutOperations("skip connection", connection, "GraphSkipConnection");
  }

  private static List<ParameterSpec> parameters(SkipConnection connection, int size) {
    return ResultCheck.of(connection, "parameters")
        .present("a list, empty for no parameters", connection.parameters(size));
  }

  private static Operand<TFloat32> highway(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights) {
    Operand<TFloat32> weight = weights.apply("highway_weight"); // [F, F]
    int size = Math.toIntExact(weight.shape().get(0));
    Operand<TFloat32> rows = tf.reshape(x, tf.array(-1, size)); // [M, F]
    Operand<TFloat32> gate =
        tf.nn.biasAdd(
            tf.linalg.matMul(rows, weight, MatMul.transposeB(true)), weights.apply("highway_bias"));
    Operand<TFloat32> t = tf.reshape(tf.math.sigmoid(gate), tf.shape(x)); // [T, N, F]
    Operand<TFloat32> pass = tf.math.sub(tf.constant(1f), t);
    return tf.math.add(tf.math.mul(t, h), tf.math.mul(pass, x));
  }

  /**
   * Checks the contract of a connection around a layer with inputs and outputs of {@code size}: its
   * operations are added to a graph of their own, and the shape of the result is compared with that
   * of its operands. Nothing is computed. The library's own connections are not checked.
   *
   * @throws IllegalArgumentException if the result is missing or of another shape
   */
  static void requireContract(SkipConnection connection, int size) {
    if (connection.getClass().getPackageName().equals(SkipConnection.class.getPackageName())) {
      return; // tested with the library; a graph costs milliseconds
    }
    ResultCheck.of(connection, "name").present("a name", connection.name());
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = Ops.create(graph);
      Shape shape = Shape.of(size + 2, size + 1, size);
      Map<String, Operand<TFloat32>> weights = new LinkedHashMap<>();
      for (ParameterSpec p : parameters(connection, size)) {
        weights.put(p.name(), placeholder(tf, NativeTensors.shape(p.shape())));
      }
      Added added =
          PlainErrors.in(
              connection.getClass().getName() + ".forward",
              "operations for x and h of shape [T, N, F], %s".formatted(shape),
              "reshape them to the rank that an operation needs",
              () ->
                  add(
                      connection,
                      tf,
                      size,
                      placeholder(tf, shape),
                      placeholder(tf, shape),
                      weights::get));
      ResultShape.require(
          ResultCheck.of(connection, "forward"),
          "an output",
          added.output(),
          shape,
          "[T, N, F]",
          "y has the shape of x and h, which add up");
    }
  }

  private static Operand<TFloat32> placeholder(Ops tf, Shape shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }
}
