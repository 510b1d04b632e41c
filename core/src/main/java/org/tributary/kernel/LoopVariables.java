package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The variables of a loop, found by their kind. */
final class LoopVariables {
  /** What a variable is for. */
  enum Kind {
    STEP,
    SLOT,
    STEPS,
    CARRIED,
    CONSTANT,
    SEQUENCE,
    ARRAY,
    FLOW,
    STARTS,
    SIZES,
    COUNTS,
    STARTS_BEFORE,
    STEP_SIZES,
    GROWTH
  }

  private final List<Kind> kinds = new ArrayList<>();
  private final List<Output<?>> values = new ArrayList<>();

  void add(Kind kind, Operand<?> value) {
    kinds.add(kind);
    values.add(value.asOutput());
  }

  /** The same variables with other values, as a loop's condition or body is handed them. */
  LoopVariables with(Output<?>[] others) {
    LoopVariables copy = new LoopVariables();
    copy.kinds.addAll(kinds);
    copy.values.addAll(List.of(others));
    return copy;
  }

  /** The same variables, to which more can be added. */
  LoopVariables copy() {
    return with(outputs());
  }

  /** Takes the first values of {@code others}, as many as there are variables here. */
  void replaceFirst(Output<?>[] others) {
    for (int k = 0; k < values.size(); k++) {
      values.set(k, others[k]);
    }
  }

  void replace(Kind kind, int number, Operand<?> value) {
    values.set(at(kind, number), value.asOutput());
  }

  Output<?>[] outputs() {
    return values.toArray(new Output<?>[0]);
  }

  Output<?> output(Kind kind, int number) {
    return values.get(at(kind, number));
  }

  @SuppressWarnings("unchecked") // variables keep the types they were given
  Operand<TInt32> ints(Kind kind) {
    return (Operand<TInt32>) output(kind, 0);
  }

  @SuppressWarnings("unchecked") // as above
  List<Operand<TFloat32>> floats(Kind kind) {
    List<Operand<TFloat32>> floats = new ArrayList<>();
    for (int k = 0; k < kinds.size(); k++) {
      if (kinds.get(k) == kind) {
        floats.add((Operand<TFloat32>) values.get(k));
      }
    }
    return floats;
  }

  private int at(Kind kind, int number) {
    return kinds.indexOf(kind) + number;
  }
}
