package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.param.FloatTensor;

/**
 * The state of a recurrent layer outside a graph, or a gradient to it: PyTorch's {@code h_n} and
 * {@code c_n}, layer by layer and in each forward first, in either layout.
 *
 * @param hidden h, [K·D, N, P], or [K·D, P] of a single sequence
 * @param cell an LSTM's c, [K·D, N, H] or [K·D, H]; empty for an RNN or a GRU
 */
public record RecurrentState(FloatTensor hidden, Optional<FloatTensor> cell) {

  /** The state of an RNN or a GRU. */
  public static RecurrentState of(FloatTensor hidden) {
    return new RecurrentState(hidden, Optional.empty());
  }

  /** The state of an LSTM: h, then c. */
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
