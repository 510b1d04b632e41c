package org.tributary.internal.scan;

import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The values that one while loop of a scan hands to the next.
 *
 * @param iteration the next iteration
 * @param carry the state
 * @param flows the flows of the tensor arrays: one for each, or one that all share
 */
record ScanValues(
    Operand<TInt32> iteration,
    Map<ScanLoop.Slot, Operand<TFloat32>> carry,
    List<Operand<TFloat32>> flows) {

  /** Returns the index of the flow of tensor array {@code array}. */
  int flowOf(int array) {
    return Math.min(array, flows.size() - 1);
  }
}
