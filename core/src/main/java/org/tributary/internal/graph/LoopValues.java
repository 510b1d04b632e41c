package org.tributary.internal.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.family.TType;

/**
 * The values of a {@link WhileLoop} by slot: the current ones that its condition and body see, or
 * the final ones. Immutable.
 */
public final class LoopValues {
  private final WhileLoop loop;
  private final List<Output<?>> variables;
  private final List<Output<?>> constants;

  LoopValues(WhileLoop loop, List<Output<?>> variables, List<Output<?>> constants) {
    this.loop = loop;
    this.variables = List.copyOf(variables);
    this.constants = List.copyOf(constants);
  }

  /**
   * Returns the value of {@code slot}.
   *
   * @throws IllegalArgumentException if the slot belongs to another loop
   */
  @SuppressWarnings(
      "unchecked") // a slot is made with its value, and with() replaces it by its type
  public <T extends TType> Operand<T> get(Slot<T> slot) {
    requireOwn(slot);
    return (Output<T>) (slot.isVariable ? variables : constants).get(slot.number);
  }

  /**
   * Returns a copy in which the variable has the value {@code next}.
   *
   * @throws IllegalArgumentException if the slot is a constant, or belongs to another loop
   */
  public <T extends TType> LoopValues with(Slot<T> variable, Operand<T> next) {
    requireOwn(variable);
    if (!variable.isVariable) {
      throw new IllegalArgumentException(
          "loop value: expected the slot of a variable to replace, got that of a constant, which is the same in every iteration; add it to the loop by variable()");
    }
    List<Output<?>> replaced = new ArrayList<>(variables);
    replaced.set(variable.number, next.asOutput());
    return new LoopValues(loop, replaced, constants);
  }

  private void requireOwn(Slot<?> slot) {
    if (slot.loop != loop) {
      throw new IllegalArgumentException(
          "loop value: expected a slot of this loop, got one of another loop; each loop adds its own variables and constants");
    }
  }

  /** Returns other values of the same loop. */
  LoopValues replaced(List<Output<?>> newVariables, List<Output<?>> newConstants) {
    return new LoopValues(loop, newVariables, newConstants);
  }

  /** Returns the variables in the order of their slots. */
  List<Output<?>> variables() {
    return variables;
  }

  /** Returns the constants in the order of their slots. */
  List<Output<?>> constants() {
    return constants;
  }
}
