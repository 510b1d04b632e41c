package org.tributary.train.optimizer;

import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** The update rule of an {@link Optimizer} in one graph. */
@FunctionalInterface
public interface UpdateRule {

  /**
   * Adds the update of a whole parameter to the graph.
   *
   * @param target the parameter and its state
   * @param gradient the clipped gradient, of the parameter's shape
   * @return the last operation of the update. It must depend on every other write of the update, by
   *     data or by {@link Ops#withControlDependencies}.
   */
  Op dense(Target target, Operand<TFloat32> gradient);

  /**
   * Returns the update of single table rows. Without one, a sparse gradient is converted to a dense
   * gradient with zeros in all other rows, and {@link #dense} updates the whole table, at a cost
   * proportional to the table.
   */
  default Optional<RowUpdateRule> rows() {
    return Optional.empty();
  }

  /**
   * A variable to update, with its optimizer state.
   *
   * @param variable the resource handle of the parameter
   * @param states the resource handles of the state variables, by {@link Optimizer#state}'s names
   */
  record Target(Operand<? extends TType> variable, Map<String, Operand<? extends TType>> states) {
    /** Copies the map. */
    public Target {
      states = Map.copyOf(states);
    }

    /**
     * Returns the resource handle of a state variable.
     *
     * @throws IllegalArgumentException if {@link Optimizer#state} does not name it
     */
    public Operand<? extends TType> state(String name) {
      Operand<? extends TType> state = states.get(name);
      if (state == null) {
        throw new IllegalArgumentException(
            "optimizer state: expected one of %s, got %s; name it in Optimizer.state()"
                .formatted(states.keySet().stream().sorted().toList(), name));
      }
      return state;
    }

    /** Returns the parameter's value. */
    public Operand<TFloat32> read(Ops tf) {
      return tf.readVariableOp(variable, TFloat32.class);
    }

    /** Returns the value of a state variable. */
    public Operand<TFloat32> read(Ops tf, String name) {
      return tf.readVariableOp(state(name), TFloat32.class);
    }

    /**
     * Returns some rows of the parameter, a table.
     *
     * @param rows the indices of the rows, [K]
     * @return [K, E] for rows of size E
     */
    public Operand<TFloat32> gather(Ops tf, Operand<TInt32> rows) {
      return tf.resourceGather(variable, rows, TFloat32.class);
    }

    /**
     * Returns some rows of a state variable.
     *
     * @param rows the indices of the rows, [K]
     * @return [K, E] for rows of size E
     */
    public Operand<TFloat32> gather(Ops tf, String name, Operand<TInt32> rows) {
      return tf.resourceGather(state(name), rows, TFloat32.class);
    }
  }
}
