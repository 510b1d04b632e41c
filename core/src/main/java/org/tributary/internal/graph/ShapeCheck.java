package org.tributary.internal.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.Shaped;
import org.tensorflow.types.family.TType;
import org.tributary.internal.NullChecks;
import org.tributary.param.ParameterSpec;

/**
 * Checks of operands' shapes in Java, before TensorFlow runs them. An unknown dimension or an
 * unknown shape matches everything: TensorFlow checks it when the graph runs.
 */
public final class ShapeCheck {
  private ShapeCheck() {}

  /**
   * Checks every dimension.
   *
   * @param what the tensor's name in the message
   * @param actual the tensor's shape
   * @param description the expected shape in words, for the message
   * @param expected the dimensions, -1 for any
   * @throws IllegalArgumentException {@code "<what>: expected <description>, got <actual>"}
   */
  public static void require(String what, Shape actual, String description, long... expected) {
    if (!fits(actual, expected)) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(what, description, actual));
    }
  }

  /**
   * Checks every dimension of an operand, whose number of dimensions must be known: a run with a
   * value of another number could broadcast it, or abort the process.
   *
   * @param description the expected shape in words, for the message
   * @param expected the dimensions, -1 for any
   * @throws NullPointerException if it is null
   * @throws IllegalArgumentException {@code "<what>: expected <description>, got <shape>"}
   */
  public static void require(String what, Shaped actual, String description, long... expected) {
    Shape shape = NullChecks.require(what, description, actual).shape();
    if (shape.isUnknown()) {
      throw new IllegalArgumentException(
          "%s: expected %s, got an operand of unknown shape; give its placeholder a shape, or use tf.ensureShape"
              .formatted(what, description));
    }
    require(what, shape, description, expected);
  }

  /**
   * Checks every dimension of a parameter, whose sizes must be known: TensorFlow broadcasts one of
   * size 1.
   *
   * @throws NullPointerException if it is null
   * @throws IllegalArgumentException {@code "<what>: expected <description>, got <shape>"}
   */
  public static void requireKnown(
      String what, Shaped actual, String description, long... expected) {
    require(what, actual, description, expected);
    if (actual.shape().hasUnknownDimension()) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s, whose sizes are known in runs only; use tf.ensureShape"
              .formatted(what, description, actual.shape()));
    }
  }

  /**
   * Returns parameters by name, each of its declared shape.
   *
   * @param owner what they are parameters of, for the message
   * @param weights the parameters by name
   * @throws NullPointerException if one is missing
   * @throws IllegalArgumentException if one has another shape
   */
  public static <T extends TType> Map<String, Operand<T>> parameters(
      List<ParameterSpec> specs, String owner, Function<String, Operand<T>> weights) {
    Map<String, Operand<T>> byName = new LinkedHashMap<>();
    for (ParameterSpec p : specs) {
      Operand<T> weight = weights.apply(p.name());
      requireKnown(p.name(), weight, "%s for %s".formatted(p.shape(), owner), p.shape().asArray());
      byName.put(p.name(), weight);
    }
    return byName;
  }

  /**
   * Returns the size of a dimension, to which other tensors are compared.
   *
   * @return -1 if it is unknown, or the tensor has fewer dimensions
   */
  public static long size(Shape shape, int dimension) {
    return dimension >= 0 && shape.numDimensions() > dimension
        ? shape.get(dimension)
        : Shape.UNKNOWN_SIZE;
  }

  /**
   * Checks the number of dimensions and the last dimension.
   *
   * @param what the tensor's name in the message
   * @param actual the tensor's shape
   * @param rank the expected number of dimensions
   * @param last the expected last dimension
   * @throws IllegalArgumentException if either differs
   */
  public static void requireLast(String what, Shape actual, int rank, int last) {
    if (actual.isUnknown()) {
      return;
    }
    if (actual.numDimensions() != rank || !fits(actual.get(rank - 1), last)) {
      throw new IllegalArgumentException(
          "%s: expected %d dimensions, the last of size %d, got %s"
              .formatted(what, rank, last, actual));
    }
  }

  private static boolean fits(Shape actual, long[] expected) {
    if (actual.isUnknown()) {
      return true;
    }
    if (actual.numDimensions() != expected.length) {
      return false;
    }
    for (int k = 0; k < expected.length; k++) {
      if (!fits(actual.get(k), expected[k])) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(long actual, long expected) {
    return actual == expected || actual == Shape.UNKNOWN_SIZE || expected == -1;
  }
}
