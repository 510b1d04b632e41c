package org.tributary.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.tributary.internal.ByName;
import org.tributary.internal.NullChecks;
import org.tributary.layer.Cell;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StatePart;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/**
 * The state of a recurrent layer outside a graph, or its gradient: PyTorch's {@code h_n} and {@code
 * c_n}, ordered by layer, then direction, in either layout.
 *
 * @param byName the parts by name, in the order of {@link Cell#stateParts}: h, [K·D, N, P], or
 *     [K·D, P] for a single sequence; an LSTM's c, [K·D, N, H] or [K·D, H]; and others of a cell
 *     that has them
 */
public record RecurrentState(Map<String, FloatTensor> byName) {

  /** Copies the parts and checks that the first one is h. */
  public RecurrentState {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    if (byName.isEmpty() || !byName.keySet().iterator().next().equals(StatePart.HIDDEN)) {
      throw new IllegalArgumentException(
          "recurrent state: expected h as the first part, got %s".formatted(byName.keySet()));
    }
  }

  /** Returns the state of an RNN or a GRU. */
  public static RecurrentState of(FloatTensor hidden) {
    return new RecurrentState(Map.of(StatePart.HIDDEN, NullChecks.require("hidden", "h", hidden)));
  }

  /** Returns the state of an LSTM: h, then c. */
  public static RecurrentState of(FloatTensor hidden, FloatTensor cell) {
    return of(hidden).with(StatePart.CELL, NullChecks.require("cell", "c", cell));
  }

  /** Returns the state of {@code cell} with the given parts, in its order. */
  static RecurrentState of(Cell cell, List<FloatTensor> parts) {
    return new RecurrentState(ByName.of(cell.stateNames(), parts));
  }

  /** Returns a copy with a further part, or with another tensor for a part that exists. */
  public RecurrentState with(String name, FloatTensor part) {
    Map<String, FloatTensor> more = new LinkedHashMap<>(byName);
    more.put(name, NullChecks.require("state", "a tensor", part));
    return new RecurrentState(more);
  }

  /** Returns h. */
  public FloatTensor hidden() {
    return byName.get(StatePart.HIDDEN);
  }

  /** Returns an LSTM's c; empty for a cell without one. */
  public Optional<FloatTensor> cell() {
    return Optional.ofNullable(byName.get(StatePart.CELL));
  }

  List<FloatTensor> parts() {
    return List.copyOf(byName.values());
  }

  /**
   * Checks that this is a state of a layer, and returns its parts.
   *
   * @param what the state's name in the message
   * @param shape the expected shape of each part, by part index, from 0
   * @throws IllegalArgumentException if it does not fit
   */
  List<FloatTensor> requireFit(Recurrent definition, String what, IntFunction<TensorShape> shape) {
    List<FloatTensor> parts = parts();
    List<String> expected = definition.cell().stateNames();
    List<String> actual = List.copyOf(byName.keySet());
    if (!actual.equals(expected)) {
      throw new IllegalArgumentException(
          "%s: expected %s of this %s, got %s; is it the state of another kind of layer?"
              .formatted(
                  what,
                  String.join(" and ", expected),
                  definition.cell().name(),
                  String.join(" and ", actual)));
    }
    for (int k = 0; k < expected.size(); k++) {
      if (!parts.get(k).shape().equals(shape.apply(k))) {
        throw new IllegalArgumentException(
            "%s %s: expected shape %s (layers times directions first), got %s; states are never batch-first"
                .formatted(what, expected.get(k), shape.apply(k), parts.get(k).shape()));
      }
    }
    return parts;
  }
}
