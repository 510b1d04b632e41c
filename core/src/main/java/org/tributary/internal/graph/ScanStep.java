package org.tributary.internal.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The values of one step of a {@link ScanLoop}, by slot. */
public final class ScanStep {
  private final Map<LoopSlot<TFloat32>, Operand<TFloat32>> values;
  private final Map<Object, Operand<TFloat32>> results = new HashMap<>(); // of carry and ys

  /**
   * @param values the values of carry, constants and xs
   */
  ScanStep(Map<LoopSlot<TFloat32>, Operand<TFloat32>> values) {
    this.values = values;
  }

  /**
   * Returns a constant, this step's rows of an input, or the state of the previous step with the
   * rows of this one.
   */
  public Operand<TFloat32> get(LoopSlot<TFloat32> slot) {
    Operand<TFloat32> value = values.get(slot);
    if (value == null) {
      throw new IllegalArgumentException(
          "scan: expected a slot of this loop, got a %s slot of another; each loop adds its own"
              .formatted(slot.getClass().getSimpleName()));
    }
    return value;
  }

  /** Sets the state for the next step. */
  public void replace(ScanLoop.Carry carry, Operand<TFloat32> next) {
    results.put(carry, next);
  }

  /** Sets this step's rows of an output. */
  public void write(ScanLoop.Ys ys, Operand<TFloat32> value) {
    results.put(ys, value);
  }

  /**
   * Returns the results by slot.
   *
   * @param expected the slots of carry and ys
   * @throws IllegalStateException if the results are of other slots
   */
  Map<Object, Operand<TFloat32>> results(Set<?> expected) {
    if (!results.keySet().equals(expected)) {
      throw new IllegalStateException(
          "scan: expected the body to replace every carry and to write all ys of its loop, %d slots, got %d; is one missing, or of another loop?"
              .formatted(expected.size(), results.size()));
    }
    return results;
  }
}
