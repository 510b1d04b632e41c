package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.param.FloatTensor;

/**
 * The state of a recurrent layer outside a graph, or its gradient: PyTorch's {@code h_n} and {@code
 * c_n}, ordered by layer, then direction, in either layout.
 *
 * @param hidden h, [K·D, N, P], or [K·D, P] for a single sequence
 * @param cell an LSTM's c, [K·D, N, H] or [K·D, H]; empty for an RNN or a GRU
 */
public record RecurrentState(FloatTensor hidden, Optional<FloatTensor> cell) {

  /** Returns the state of an RNN or a GRU. */
  public static RecurrentState of(FloatTensor hidden) {
    return new RecurrentState(hidden, Optional.empty());
  }

  /** Returns the state of an LSTM: h, then c. */
  public static RecurrentState of(FloatTensor hidden, FloatTensor cell) {
    return new RecurrentState(hidden, Optional.of(cell));
  }

  static RecurrentState ofParts(List<FloatTensor> parts) {
    return new RecurrentState(parts.get(0), parts.stream().skip(1).findFirst());
  }

  List<FloatTensor> parts() {
    List<FloatTensor> parts = new ArrayList<>(List.of(hidden));
    cell.ifPresent(parts::add);
    return parts;
  }
}
