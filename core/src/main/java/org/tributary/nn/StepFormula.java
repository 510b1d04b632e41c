package org.tributary.nn;

import java.util.List;

/** The formula of one step of a {@linkplain Network#scan recurrence}. */
@FunctionalInterface
public interface StepFormula {
  /**
   * Computes a step. Called several times for one scan; it makes no parts and no inputs.
   *
   * @param x the step's input, [N, F]
   * @param state the parts of the state before the step, each [N, size]
   * @return the parts after the step
   */
  List<Floats> next(Floats x, List<Floats> state);
}
