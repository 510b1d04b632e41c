package org.tributary.golden;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One configuration of a recurrent layer, and what PyTorch gave for it.
 *
 * @param cell {@code rnn_tanh}, {@code rnn_relu}, {@code lstm} or {@code gru}
 * @param sizes of batch, steps, input and hidden state
 * @param layers stacked layers
 * @param bidirectional whether each layer runs both ways
 * @param bias whether there are bias vectors
 * @param batchFirst whether input and output are [N, L, ·], not [L, N, ·]
 * @param projection width of the LSTM's projection ({@code proj_size}), 0 for none
 * @param lengths of the rows, empty when the batch is not padded; an empty row has length 0
 * @param initialState whether the layer starts from {@code h_0} (and {@code c_0}), not from zeros
 * @param seed from which {@link #drawn()} is drawn
 * @param use how the module is used; {@link Use#ONCE} in the stored files
 * @param weightScale what the drawn parameters are multiplied by
 * @param inputScale what the drawn input is multiplied by
 * @param nan the place among the input's values that is NaN, -1 for none
 * @param drawnCrc32 what {@link #drawn()} must come to
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

  /** N, L, H_in and H: in the files all different, so that none can stand in for another. */
  public record Sizes(int batch, int steps, int input, int hidden) {}

  /** How the module is used. */
  public enum Use {
    /** It reads the input. */
    ONCE,
    /** It reads its own output, from its own final state. */
    TWICE,
    /** Every layer has the weights of the first. */
    TIED,
    /** Every direction of every layer has the weights of the first. */
    TIED_ALL,
    /** It starts from a state that is made of the input's first step. */
    STATE
  }

  /** Parameters, input, initial state and loss weights by name, in PyTorch's order of drawing. */
  public Map<String, GoldenTensor> drawn() {
    return GoldenDraw.of(this);
  }

  /** A result by name. */
  public GoldenTensor result(String name) {
    GoldenTensor result = results.get(name);
    if (result == null) {
      throw new IllegalArgumentException(this + " has no " + name + ", only " + results.keySet());
    }
    return result;
  }

  /** The parameter whose values, scaled, {@code parameter} has: itself unless weights are tied. */
  public String source(String parameter) {
    return switch (use) {
      case ONCE, TWICE, STATE -> parameter;
      case TIED -> parameter.replaceFirst("_l[0-9]+", "_l0");
      case TIED_ALL -> parameter.replaceFirst("_l[0-9]+(_reverse)?", "_l0");
    };
  }

  /** 2 or 1. */
  public int directions() {
    return bidirectional ? 2 : 1;
  }

  /** Width of h and of one direction's output: the projection's, or the hidden size. */
  public int outputSize() {
    return projection > 0 ? projection : sizes.hidden();
  }

  /** A test's display name. */
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
