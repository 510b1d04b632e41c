package org.tributary.train.optimizer;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Deferred updates of table rows: the momentum updates of steps in which a row had no gradient.
 * They are applied together, just before the next step that reads the row, and to all rows at the
 * end of an epoch.
 */
public interface DeferredUpdateRule {

  /**
   * Returns a scalar to store with the rows of each step, and to pass to {@link #catchUp} later:
   * the learning rate with any bias correction.
   */
  Operand<TFloat32> momentumScale();

  /**
   * Adds the missed updates of some rows to the graph.
   *
   * @param target the table and its state
   * @param rows distinct rows, [K]
   * @param missedSteps the number of steps without a gradient for each row since its last update,
   *     [K, 1]
   * @param momentumScale the {@link #momentumScale} of each row's last step with a gradient, [K, 1]
   * @return the last operation of the update, as in {@link UpdateRule#dense}
   */
  Op catchUp(
      UpdateRule.Target target,
      Operand<TInt32> rows,
      Operand<TFloat32> missedSteps,
      Operand<TFloat32> momentumScale);
}
