package org.tributary.internal.graph;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.StopGradient;
import org.tensorflow.proto.DataType;

/**
 * A check against operations whose gradients by {@code Graph.addGradients} are wrong in TensorFlow
 * 2.18, as finite differences show. A custom gradient cannot be registered in the place of one of
 * TensorFlow's.
 */
public final class WrongGradients {
  private WrongGradients() {}

  /**
   * Refuses an operation with a wrong gradient between outputs and sources.
   *
   * @throws IllegalArgumentException if the gradients with respect to {@code sources} would be
   *     wrong
   */
  public static void refuse(
      Collection<? extends Output<?>> outputs, Collection<? extends Output<?>> sources) {
    Set<Output<?>> ends = new HashSet<>(sources);
    Set<GraphOperation> read =
        Dependencies.operations(outputs, value -> hasGradient(value) && !ends.contains(value));
    for (GraphOperation operation : read) {
      Optional<String> why = why(operation);
      if (why.isPresent() && !isConstant(operation, ends)) {
        throw new IllegalArgumentException(
            "gradients: expected operations with a correct gradient in TensorFlow, got %s of %s: %s"
                .formatted(operation.type(), operation.input(0).shape(), why.get()));
      }
    }
  }

  private static boolean hasGradient(Output<?> value) {
    boolean isNumber =
        value.dataType() == DataType.DT_FLOAT || value.dataType() == DataType.DT_DOUBLE;
    return isNumber && !value.op().type().equals(StopGradient.OP_NAME);
  }

  /** Returns whether none of the sources affects an operation. */
  private static boolean isConstant(GraphOperation operation, Set<Output<?>> sources) {
    Set<Output<?>> found = new HashSet<>();
    Dependencies.operations(
        List.of(operation.output(0)),
        value -> {
          if (sources.contains(value)) {
            found.add(value);
          }
          return hasGradient(value) && !sources.contains(value);
        });
    return found.isEmpty();
  }

  /** Returns the cause of a wrong gradient and its cure; empty for a correct one. */
  private static Optional<String> why(GraphOperation operation) {
    return switch (operation.type()) {
      case "LogSoftmax" ->
          operation.input(0).shape().numDimensions() == 2
              ? Optional.empty()
              : Optional.of(
                  "its gradient is correct for 2 dimensions only; use logSoftmax() of a Model's value, or reshape to [positions, classes] and back");
      case "Atan2", "SoftmaxCrossEntropyWithLogits" ->
          isBroadcast(operation)
              ? Optional.of(
                  "its gradient is correct only for operands of the same shape, got %s as the second; use tf.broadcastTo or tf.reshape"
                      .formatted(operation.input(1).shape()))
              : Optional.empty();
      case "Conv2D", "DepthwiseConv2dNative", "Conv2DBackpropInput" ->
          Arrays.stream(operation.attributes().getAttrIntList("dilations"))
                  .allMatch(rate -> rate == 1)
              ? Optional.empty()
              : Optional.of(
                  "its gradient ignores dilations; use tf.spaceToBatchNd, the operation without dilations, and tf.batchToSpaceNd");
      case "LRN" ->
          hasDefaults(operation)
              ? Optional.empty()
              : Optional.of(
                  "its gradient assumes the default attributes; use these, or write the formula");
      default -> Optional.empty();
    };
  }

  /** Returns whether the operands may broadcast; unknown sizes are assumed to be equal. */
  private static boolean isBroadcast(GraphOperation operation) {
    Shape first = operation.input(0).shape();
    Shape second = operation.input(1).shape();
    boolean isBroadcast = first.isUnknown() || first.numDimensions() != second.numDimensions();
    for (int axis = 0; !isBroadcast && axis < first.numDimensions(); axis++) {
      long one = first.get(axis);
      long other = second.get(axis);
      boolean isKnown = one != Shape.UNKNOWN_SIZE && other != Shape.UNKNOWN_SIZE;
      isBroadcast = one != other && (isKnown || one == 1 || other == 1);
    }
    return isBroadcast;
  }

  private static boolean hasDefaults(GraphOperation operation) {
    return operation.attributes().getAttrInt("depth_radius") == 5
        && operation.attributes().getAttrFloat("bias") == 1
        && operation.attributes().getAttrFloat("alpha") == 1
        && operation.attributes().getAttrFloat("beta") == 0.5f;
  }
}
