package org.tributary.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.NativeTensors;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.Feed;

/** The state that a call of a program takes over from the call before. Immutable. */
final class CarriedState {
  private static final String NAME = "part";
  private final List<FloatTensor> parts;

  private CarriedState(List<FloatTensor> parts) {
    this.parts = parts;
  }

  /** Returns the state before the first call. */
  static CarriedState none() {
    return new CarriedState(List.of());
  }

  /**
   * Feeds the state.
   *
   * @param rows the number of examples of the call
   * @throws IllegalArgumentException if the call before had another
   */
  void feed(Feed feed, Build build, int rows) {
    for (int k = 0; k < parts.size(); k++) {
      Build.Carry carry = build.carries.get(k);
      int axis = carry.rowAxis();
      long before = parts.get(k).shape().get(axis);
      if (before != rows) {
        throw new IllegalArgumentException(
            "carried state: expected a batch of %d examples, as before, got %d; each continues the one at its place in the batch before, and resetState() or reset() begins new sequences"
                .formatted(before, rows));
      }
      feed.tensor(carry.placeholder(), NativeTensors.of(parts.get(k)));
    }
  }

  /** Returns the operands to fetch in a call that takes over this state. */
  List<Operand<TFloat32>> fetches(Build build) {
    List<Operand<TFloat32>> next = new ArrayList<>();
    for (Build.Carry carry : build.carries) {
      if (parts.isEmpty() || !carry.isKept()) {
        next.add(carry.next());
      }
    }
    return next;
  }

  /**
   * Returns the state after a call.
   *
   * @param fetched the values of {@link #fetches}
   */
  CarriedState after(Build build, List<FloatTensor> fetched) {
    List<FloatTensor> next = new ArrayList<>();
    int at = 0;
    for (int k = 0; k < build.carries.size(); k++) {
      boolean isKept = !parts.isEmpty() && build.carries.get(k).isKept();
      next.add(isKept ? parts.get(k) : fetched.get(at++));
    }
    return new CarriedState(next);
  }

  ParameterValues values() {
    Map<String, FloatTensor> named = new LinkedHashMap<>();
    parts.forEach(part -> named.put(NAME + named.size(), part));
    return ParameterValues.of(named);
  }

  static CarriedState of(ParameterValues values) {
    List<FloatTensor> parts = new ArrayList<>();
    while (values.names().contains(NAME + parts.size())) {
      parts.add(values.tensor(NAME + parts.size()));
    }
    return new CarriedState(parts);
  }
}
