package org.tributary.train;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Gradients of a loss to parameters, inside a graph.
 *
 * @param dense by parameter name, of the parameter's own shape
 * @param rows by the name of a table [V, E], of which a batch touches few rows
 */
public record Gradients(Map<String, Operand<TFloat32>> dense, Map<String, Rows> rows) {

  /**
   * The gradient to some rows of a table; a row may come more than once.
   *
   * @param indices [K]
   * @param values [K, E]
   */
  public record Rows(Operand<TInt32> indices, Operand<TFloat32> values) {}
}
