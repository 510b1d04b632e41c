package org.tributary.golden;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration of a recurrent layer, with PyTorch's results.
 *
 * @param cell {@code rnn_tanh}, {@code rnn_relu}, {@code lstm} or {@code gru}
 * @param sizes of batch, steps, input and hidden state
 * @param layers stacked layers
 * @param bidirectional whether each layer has a reverse direction
 * @param bias presence of bias vectors
 * @param batchFirst whether input and output are [N, L, ·] instead of [L, N, ·]
 * @param projection width of the LSTM's projection ({@code proj_size}), 0 for none
 * @param lengths length of each row, or empty for a batch without padding; a row may have length 0
 * @param initialState whether the layer starts from {@code h_0} (and {@code c_0}) instead of zeros
 * @param seed seed of {@link #drawn()}
 * @param use use of the module; {@link Use#ONCE} in the stored files
 * @param weightScale factor of the drawn parameters
 * @param inputScale factor of the drawn input
 * @param nan index of the input value that is NaN, -1 for none
 * @param drawnCrc32 expected CRC-32 of {@link #drawn()}
 * @param results {@code output}, {@code h_n}, {@code c_n} (LSTM), {@code grad.input}, {@code
 *     grad.h_0} and {@code grad.c_0} (where given), {@code grad.} and each parameter's PyTorch name
 */
public record GoldenCase(
    String cell,
    Sizes sizes,
    int layers,
    boolean bidirectional,
    boolean bias,
    boolean batchFirst,
    int projection,
    Optional<List<Integer>> lengths,
    boolean initialState,
    long seed,
    Use use,
    int weightScale,
    int inputScale,
    int nan,
    String drawnCrc32,
    Map<String, GoldenTensor> results) {

  /** N, L, H_in and H: all different in the files, so that a mix-up of two sizes fails. */
  public record Sizes(int batch, int steps, int input, int hidden) {}

  /** The use of the module. */
  public enum Use {
    /** The module runs once on the input. */
    ONCE,
    /** The module runs again on its own output, from its own final state. */
    TWICE,
    /** Every layer shares the weights of the first. */
    TIED,
    /** Every direction of every layer shares the weights of the first. */
    TIED_ALL,
    /** The initial state is computed from the input's first step. */
    STATE
  }

  /**
   * Returns the parameters, input, initial state and loss weights by name, in PyTorch's drawing
   * order.
   */
  public Map<String, GoldenTensor> drawn() {
    return GoldenDraw.of(this);
  }

  /**
   * Returns a result by name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public GoldenTensor result(String name) {
    GoldenTensor result = results.get(name);
    if (result == null) {
      throw new IllegalArgumentException(this + " has no " + name + ", only " + results.keySet());
    }
    return result;
  }

  /**
   * Returns the parameter that {@code parameter} shares its values with: itself unless weights are
   * tied.
   */
  public String source(String parameter) {
    return switch (use) {
      case ONCE, TWICE, STATE -> parameter;
      case TIED -> parameter.replaceFirst("_l[0-9]+", "_l0");
      case TIED_ALL -> parameter.replaceFirst("_l[0-9]+(_reverse)?", "_l0");
    };
  }

  /** Returns the number of directions, 1 or 2. */
  public int directions() {
    return bidirectional ? 2 : 1;
  }

  /**
   * Returns the size of h and of one direction's output: the projection size, or the hidden size.
   */
  public int outputSize() {
    return projection > 0 ? projection : sizes.hidden();
  }

  /** Returns a display name for tests. */
  @Override
  public String toString() {
    return cell
        + " "
        + sizes
        + " layers="
        + layers
        + (bidirectional ? " bidirectional" : "")
        + (bias ? " bias" : "")
        + (batchFirst ? " batchFirst" : "")
        + (projection > 0 ? " projection=" + projection : "")
        + lengths.map(l -> " lengths=" + l).orElse("")
        + (initialState ? " initialState" : "")
        + (use == Use.ONCE ? "" : " " + use)
        + (weightScale == 1 ? "" : " weights*" + weightScale)
        + (inputScale == 1 ? "" : " input*" + inputScale)
        + (nan < 0 ? "" : " NaN")
        + " seed="
        + seed;
  }
}
