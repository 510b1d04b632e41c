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

/** What a loop works with, found by its kind. */
final class LoopVariables {
  /** What a value is for. */
  enum Kind {
    TURN(true),
    CARRIED(true),
    FLOW(true),
    BOUND(false),
    OFFSET(false),
    CONSTANT(false),
    SEQUENCE(false),
    ARRAY(false),
    TABLE(false),
    GROWTH(false);

    private final boolean changes;

    Kind(boolean changes) {
      this.changes = changes;
    }
  }

  private final Map<Kind, List<Output<?>>> values = new EnumMap<>(Kind.class);

  LoopVariables() {
    Stream.of(Kind.values()).forEach(kind -> values.put(kind, new ArrayList<>()));
  }

  void add(Kind kind, Operand<?> value) {
    values.get(kind).add(value.asOutput());
  }

  /** The same, to which more can be added. */
  LoopVariables copy() {
    LoopVariables copy = new LoopVariables();
    values.forEach((kind, all) -> copy.values.get(kind).addAll(all));
    return copy;
  }

  /** What a loop is given and what its condition and body see. */
  LoopValues values() {
    return new LoopValues(all(true), all(false));
  }

  /** The same kinds, with the values that a condition or body sees. */
  LoopVariables with(LoopValues seen) {
    LoopVariables inside = copy();
    inside.replace(seen.variables(), true);
    inside.replace(seen.constants(), false);
    return inside;
  }

  /** Takes the variables as a loop left them. */
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

  @SuppressWarnings("unchecked") // values keep the types they were given
  Operand<TInt32> ints(Kind kind) {
    return (Operand<TInt32>) output(kind, 0);
  }

  @SuppressWarnings("unchecked") // as above
  List<Operand<TFloat32>> floats(Kind kind) {
    return values.get(kind).stream().map(value -> (Operand<TFloat32>) value).toList();
  }

  private List<Output<?>> all(boolean changing) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().changes == changing)
        .<Output<?>>flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  private void replace(List<Output<?>> others, boolean changing) {
    Iterator<Output<?>> other = others.iterator();
    values.forEach(
        (kind, all) -> {
          if (kind.changes == changing) {
            all.replaceAll(value -> other.next());
          }
        });
  }
}
