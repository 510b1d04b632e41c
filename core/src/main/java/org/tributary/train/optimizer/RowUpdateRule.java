package org.tributary.train.optimizer;

import java.util.Optional;
import org.tensorflow.op.Op;
import org.tributary.graph.ParameterGradients;

/** The update of single rows of a table, at a cost proportional to these rows. */
@FunctionalInterface
public interface RowUpdateRule {

  /**
   * Adds the update of some rows to the graph.
   *
   * @param target the table and its state
   * @param gradient the clipped gradient of distinct rows
   * @return the last operation of the update, as in {@link UpdateRule#dense}
   */
  Op update(UpdateRule.Target target, ParameterGradients.Rows gradient);

  /**
   * Returns the updates of rows without a gradient. Without them such rows do not change, as in
   * PyTorch's {@code SparseAdam}.
   */
  default Optional<DeferredUpdateRule> deferred() {
    return Optional.empty();
  }
}
