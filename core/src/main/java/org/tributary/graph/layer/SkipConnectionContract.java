package org.tributary.graph.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.NativeTensors;
import org.tributary.internal.check.NullChecks;
import org.tributary.internal.check.ResultCheck;
import org.tributary.internal.contract.PlainErrors;
import org.tributary.internal.contract.ResultShape;
import org.tributary.internal.graph.SizeCheck;
import org.tributary.internal.operand.ShapeCheck;
import org.tributary.kernel.Forward;
import org.tributary.layer.SkipConnection;
import org.tributary.param.ParameterSpec;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * The contract of a {@link SkipConnection}: its operations are added to a graph of their own, for
 * the steps of a batch and for a single step, and the shapes of the results are compared with those
 * of its operands. Nothing is computed. The library's own connections are not checked.
 */
final class SkipConnectionContract {
  private final Ops tf;
  private final SkipConnection connection;
  private final int size;
  private final Map<String, Operand<TFloat32>> weights = new LinkedHashMap<>();

  private SkipConnectionContract(Ops tf, SkipConnection connection, int size) {
    this.tf = tf;
    this.connection = connection;
    this.size = size;
    for (ParameterSpec p : parameters(connection, size)) {
      weights.put(p.name(), placeholder(NativeTensors.shape(p.shape())));
    }
  }

  /**
   * Checks a connection around a layer with inputs and outputs of {@code size}.
   *
   * @throws IllegalArgumentException if a result is missing or of another shape
   */
  static void require(SkipConnection connection, int size) {
    if (connection.getClass().getPackageName().equals(SkipConnection.class.getPackageName())) {
      return; // tested with the library; a graph costs milliseconds
    }
    ResultCheck.of(connection, "name").present("a name", connection.name());
    try (Graph graph = TensorFlowRuntime.graph()) {
      SkipConnectionContract contract =
          new SkipConnectionContract(Ops.create(graph), connection, size);
      contract.requireForward(Shape.of(size + 1, size), "[N, F]"); // of a Stepper
      contract.requireBackward(Shape.of(size + 2, size + 1, size), "[T, N, F]");
    }
  }

  private static List<ParameterSpec> parameters(SkipConnection connection, int size) {
    return ResultCheck.of(connection, "parameters")
        .present("a list, empty for no parameters", connection.parameters(size));
  }

  /**
   * Checks the operands of a connection, where their shapes are known.
   *
   * @throws IllegalArgumentException if they differ
   */
  static void requireEqual(Operand<TFloat32> x, Operand<TFloat32> h) {
    Shape shape = NullChecks.require("x", "the input of the layer", x).shape();
    if (shape.isUnknown()) {
      throw new IllegalArgumentException(
          "x: expected a known number of dimensions, got an unknown shape");
    }
    ShapeCheck.require("h", h, "the shape of x, %s".formatted(shape), shape.asArray());
  }

  /**
   * Checks the operands of a connection that TensorFlow would broadcast.
   *
   * @return h; a run refuses sizes other than those of x
   * @throws IllegalArgumentException if their shapes are known to differ
   */
  static Operand<TFloat32> fitting(Ops tf, Operand<TFloat32> x, Operand<TFloat32> h) {
    requireEqual(x, h);
    SizeCheck check = new SizeCheck(tf, "h", "are x and h the input and the output of one layer?");
    for (int axis = 0; axis < x.shape().numDimensions(); axis++) {
      check.equal(
          new SizeCheck.Size("dimension %d of x".formatted(axis), x, axis),
          new SizeCheck.Size("dimension %d of h".formatted(axis), h, axis));
    }
    return check.guard(h);
  }

  /**
   * Returns the lookup of a connection's parameters by its own names.
   *
   * @param lookup the lookup by the names of {@link SkipConnection#parameters}
   */
  static Function<String, Operand<TFloat32>> named(
      SkipConnection connection, int size, Function<String, Operand<TFloat32>> lookup) {
    List<String> names = parameters(connection, size).stream().map(ParameterSpec::name).toList();
    return name -> {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "%s.forward: expected one of the parameters %s, got \"%s\"; is it misspelt, or missing in parameters?"
                .formatted(connection.getClass().getName(), names, name));
      }
      return lookup.apply(name);
    };
  }

  private Forward<TFloat32, Operand<TFloat32>, SkipGradients> requireForward(
      Shape shape, String letters) {
    Operand<TFloat32> x = placeholder(shape);
    Operand<TFloat32> h = placeholder(shape);
    Forward<TFloat32, Operand<TFloat32>, SkipGradients> forward =
        PlainErrors.in(
            connection.getClass().getName() + ".forward",
            "operations for x and h of shape %s, %s".formatted(letters, shape),
            "x and h are %s in a Stepper and [T, N, F] elsewhere: reshape them to the rank that an operation needs"
                .formatted("[N, F]"),
            () ->
                SkipConnections.forward(
                    connection, tf, x, h, named(connection, size, weights::get)));
    ResultCheck check = ResultCheck.of(connection, "forward");
    check.present("a forward pass", forward);
    ResultShape.require(
        check,
        "an output",
        forward.output(),
        shape,
        letters,
        "y has the shape of x and h, which add up");
    return forward;
  }

  private void requireBackward(Shape shape, String letters) {
    Forward<TFloat32, Operand<TFloat32>, SkipGradients> forward = requireForward(shape, letters);
    SkipGradients gradients;
    try {
      gradients =
          PlainErrors.in(
              connection.getClass().getName() + ".backward",
              "operations for an upstream gradient of shape %s, %s".formatted(letters, shape),
              "the upstream gradient has the shape of y",
              () -> forward.backward(placeholder(shape)));
    } catch (UnsupportedOperationException inferenceOnly) {
      return;
    }
    ResultCheck check = ResultCheck.of(connection, "backward");
    check.present("gradients", gradients);
    String cure = "does an operation sum over steps or rows, as for a parameter?";
    Optional<Operand<TFloat32>> input =
        check.present("an Optional as the gradient of x", gradients.input());
    input.ifPresent(g -> ResultShape.require(check, "a gradient of x", g, shape, letters, cure));
    ResultShape.require(check, "a gradient of h", gradients.layer(), shape, letters, cure);
    requireParameters(check, check.present("a map of parameter gradients", gradients.parameters()));
  }

  private void requireParameters(ResultCheck check, Map<String, Operand<TFloat32>> gradients) {
    if (!gradients.keySet().equals(weights.keySet())) {
      throw new IllegalArgumentException(
          "%s: expected a gradient for each of the parameters %s, got %s; put each into SkipGradients.parameters under its name"
              .formatted(check.method(), weights.keySet(), gradients.keySet()));
    }
    weights.forEach(
        (name, weight) ->
            ResultShape.require(
                check,
                "a gradient of " + name,
                gradients.get(name),
                weight.shape(),
                "of the parameter",
                "sum over steps and rows"));
  }

  private Operand<TFloat32> placeholder(Shape shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }
}
