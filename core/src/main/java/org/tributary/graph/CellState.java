package org.tributary.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.ByName;
import org.tributary.internal.NullChecks;
import org.tributary.layer.Cell;
import org.tributary.layer.StatePart;

/**
 * The recurrent state inside a graph: h, and further parts by name, such as an LSTM's c. The
 * leading dimensions may be those of one step, of every step of a sequence or of every layer; the
 * same type holds gradients with respect to a state. Immutable.
 *
 * <pre>{@code
 * CellState<TFloat32> gru = CellState.of(h);
 * CellState<TFloat32> lstm = CellState.of(h).with("c", c);
 * }</pre>
 *
 * @param <T> the float type
 * @param byName the parts by name, in the order of {@link Cell#stateParts}; the first is h
 */
public record CellState<T extends TFloating>(Map<String, Operand<T>> byName) {

  /** Copies the parts and checks that the first one is h. */
  public CellState {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    if (byName.isEmpty() || !byName.keySet().iterator().next().equals(StatePart.HIDDEN)) {
      throw new IllegalArgumentException(
          "state: expected h as the first part, got %s".formatted(byName.keySet()));
    }
    byName.forEach((name, part) -> NullChecks.require("state " + name, "an operand", part));
  }

  /** Returns a state of h alone, as that of an RNN or a GRU. */
  public static <T extends TFloating> CellState<T> of(Operand<T> hidden) {
    NullChecks.require("hidden", "h", hidden);
    return new CellState<>(Map.of(StatePart.HIDDEN, hidden));
  }

  /** Returns the state of an LSTM. */
  public static <T extends TFloating> CellState<T> of(Operand<T> hidden, Operand<T> cell) {
    CellState<T> state = of(hidden);
    NullChecks.require("cell", "c", cell);
    return state.with(StatePart.CELL, cell);
  }

  /**
   * Returns the state of a cell with the given parts.
   *
   * @param parts in the order of {@link Cell#stateParts}
   * @throws IllegalArgumentException if there are more or fewer than the cell's
   */
  public static <T extends TFloating> CellState<T> of(Cell cell, List<? extends Operand<T>> parts) {
    List<String> own = cell.stateNames();
    if (parts.size() != own.size()) {
      throw new IllegalArgumentException(
          "state: expected %d parts, %s of %s, got %d; is it the state of another kind of cell?"
              .formatted(own.size(), String.join(" and ", own), cell.name(), parts.size()));
    }
    return new CellState<>(ByName.of(own, parts));
  }

  /** Returns a copy with a further part, or with another operand for a part that exists. */
  public CellState<T> with(String name, Operand<T> part) {
    Map<String, Operand<T>> more = new LinkedHashMap<>(byName);
    more.put(name, part);
    return new CellState<>(more);
  }

  /** Returns h, [..., P]; P is the projection size, or the hidden size without a projection. */
  public Operand<T> hidden() {
    return byName.get(StatePart.HIDDEN);
  }

  /**
   * Returns the part called {@code name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Operand<T> get(String name) {
    Operand<T> part = byName.get(name);
    if (part == null) {
      throw new IllegalArgumentException(
          "state: expected a part of %s, got \"%s\"; is it the state of another kind of cell?"
              .formatted(byName.keySet(), name));
    }
    return part;
  }

  /** Returns the parts in the order of {@link Cell#stateParts}. */
  public List<Operand<T>> parts() {
    return List.copyOf(byName.values());
  }

  /** Returns a state of the same parts with {@code function} applied to each. */
  public CellState<T> map(UnaryOperator<Operand<T>> function) {
    return mapNamed((name, part) -> function.apply(part));
  }

  CellState<T> mapNamed(BiFunction<String, Operand<T>, Operand<T>> function) {
    Map<String, Operand<T>> mapped = new LinkedHashMap<>();
    byName.forEach((name, part) -> mapped.put(name, function.apply(name, part)));
    return new CellState<>(mapped);
  }
}
