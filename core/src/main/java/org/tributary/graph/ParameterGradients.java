package org.tributary.graph;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.param.TensorShape;

/**
 * The gradients of a loss with respect to parameters, as operands of a graph. {@code LossGradients}
 * builds them for most graphs.
 *
 * @param dense gradients by parameter name, of the parameter's shape
 * @param rows sparse gradients by the name of a table of V rows of size E, [V, E], for the rows
 *     that a batch looks up
 */
public record ParameterGradients(Map<String, Operand<TFloat32>> dense, Map<String, Rows> rows) {

  /**
   * A sparse gradient: the gradients with respect to some rows of a table. A row may occur more
   * than once; its gradients are summed.
   *
   * @param indices the indices of K rows, [K]
   * @param values the gradient of each, [K, E]
   */
  public record Rows(Operand<TInt32> indices, Operand<TFloat32> values) {}

  /**
   * Checks that there is a gradient, and that each matches its parameter.
   *
   * @throws IllegalArgumentException if there is no gradient, one belongs to no parameter or has
   *     another shape, or a parameter has two
   */
  public void requireMatch(Variables variables) {
    if (dense.isEmpty() && rows.isEmpty()) {
      throw new IllegalArgumentException(
          "gradients: expected those of at least one parameter, got none; is every parameter frozen?");
    }
    dense.forEach(
        (name, gradient) -> {
          TensorShape expected = variables.shape(name);
          ShapeCheck.require(
              "gradient of " + name,
              gradient.shape(),
              "%s (the parameter's shape)".formatted(expected),
              expected.asArray());
        });
    rows.forEach(
        (name, gradient) -> {
          TensorShape table = variables.shape(name);
          if (dense.containsKey(name)) {
            throw new IllegalArgumentException(
                "gradient of %s: expected a dense gradient or one of rows, got both; add the rows to the dense one"
                    .formatted(name));
          }
          table.require("rows of " + name, "a table [V, E] to take rows of", -1, -1);
          ShapeCheck.require(
              "row indices of " + name, gradient.indices().shape(), "[K] (one index a row)", -1);
          ShapeCheck.require(
              "row gradients of " + name,
              gradient.values().shape(),
              "[K, %d] (a gradient for each index)".formatted(table.get(1)),
              ShapeCheck.size(gradient.indices().shape(), 0),
              table.get(1));
        });
  }
}
