package org.tributary.kernel;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.LoopValues;

/** The values of a scan loop, grouped by kind. */
final class LoopVariables {
  /** The role of a value in the loop. */
  enum Kind {
    ITERATION(true),
    CARRY(true),
    FLOW(true),
    BOUND(false),
    OFFSET(false),
    CONSTANT(false),
    XS(false),
    ARRAY(false),
    SLICES(false),
    GROWTH(false);

    private final boolean isVariable;

    Kind(boolean isVariable) {
      this.isVariable = isVariable;
    }
  }

  private final Map<Kind, List<Output<?>>> values = new EnumMap<>(Kind.class);

  LoopVariables() {
    Stream.of(Kind.values()).forEach(kind -> values.put(kind, new ArrayList<>()));
  }

  void add(Kind kind, Operand<?> value) {
    values.get(kind).add(value.asOutput());
  }

  /** Returns a copy to which more values can be added. */
  LoopVariables copy() {
    LoopVariables copy = new LoopVariables();
    values.forEach((kind, all) -> copy.values.get(kind).addAll(all));
    return copy;
  }

  /** Returns the values as variables and constants of the loop. */
  LoopValues values() {
    return new LoopValues(all(true), all(false));
  }

  /** Returns the same kinds with the values that a condition or body sees. */
  LoopVariables with(LoopValues seen) {
    LoopVariables inside = copy();
    inside.replace(seen.variables(), true);
    inside.replace(seen.constants(), false);
    return inside;
  }

  /** Replaces the variables by their final values after a loop. */
  void replaceVariables(List<Output<?>> others) {
    replace(others, true);
  }

  void replace(Kind kind, int number, Operand<?> value) {
    values.get(kind).set(number, value.asOutput());
  }

  boolean has(Kind kind) {
    return !values.get(kind).isEmpty();
  }

  Output<?> output(Kind kind, int number) {
    return values.get(kind).get(number);
  }

  @SuppressWarnings("unchecked") // values keep their types
  Operand<TInt32> ints(Kind kind) {
    return (Operand<TInt32>) output(kind, 0);
  }

  @SuppressWarnings("unchecked") // as above
  List<Operand<TFloat32>> floats(Kind kind) {
    return values.get(kind).stream().map(value -> (Operand<TFloat32>) value).toList();
  }

  private List<Output<?>> all(boolean variables) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().isVariable == variables)
        .<Output<?>>flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  private void replace(List<Output<?>> others, boolean variables) {
    Iterator<Output<?>> other = others.iterator();
    values.forEach(
        (kind, all) -> {
          if (kind.isVariable == variables) {
            all.replaceAll(value -> other.next());
          }
        });
  }
}
