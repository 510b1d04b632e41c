package org.tributary.layer;

import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tributary.kernel.Kernel;

/**
 * How a module's graph is placed.
 *
 * @param kernel that runs every layer and direction; empty for the fastest that can serve
 * @param steps L, fixed for kernels that unroll; -1 to leave it open
 */
record Placement(Optional<Kernel> kernel, long steps) {

  static Placement open() {
    return new Placement(Optional.empty(), Shape.UNKNOWN_SIZE);
  }
}
