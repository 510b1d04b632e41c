package org.tributary.cell;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.tributary.inference.CellInference;
import org.tributary.param.FloatTensor;

/**
 * A long short-term memory, PyTorch's {@code nn.LSTMCell} (Hochreiter and Schmidhuber 1997, with
 * the forget gate of Gers et al. 2000 and the optional projection of Sak et al. 2014):
 *
 * <pre>
 *   i  = σ(W_ii x + b_ii + W_hi h + b_hi)      input gate
 *   f  = σ(W_if x + b_if + W_hf h + b_hf)      forget gate
 *   g  = tanh(W_ig x + b_ig + W_hg h + b_hg)   candidate
 *   o  = σ(W_io x + b_io + W_ho h + b_ho)      output gate
 *   c' = f ⊙ c + i ⊙ g
 *   h' = o ⊙ tanh(c')                          or W_hr (o ⊙ tanh(c')) with a projection
 * </pre>
 *
 * Each weight stacks the rows of the gates i, f, g, o.
 *
 * @param inputSize I, the size of x
 * @param hiddenSize H, the size of c
 * @param bias presence of bias vectors
 * @param projection P, the size of the projected h, PyTorch's {@code proj_size}, below H; empty for
 *     no projection
 */
public record LstmCell(int inputSize, int hiddenSize, Bias bias, OptionalInt projection)
    implements Cell {

  /** Checks the sizes. */
  public LstmCell {
    CellChecks.require("LSTM", inputSize, hiddenSize, bias);
    if (projection.isPresent()
        && (projection.getAsInt() < 1 || projection.getAsInt() >= hiddenSize)) {
      throw new IllegalArgumentException(
          "LSTM: expected a projection from 1 to below the hidden size %d, got %d; leave it out to have h of the hidden size"
              .formatted(hiddenSize, projection.getAsInt()));
    }
  }

  /** Returns a cell with bias vectors and no projection, PyTorch's default. */
  public static LstmCell of(int inputSize, int hiddenSize) {
    return new LstmCell(inputSize, hiddenSize, Bias.PRESENT, OptionalInt.empty());
  }

  @Override
  public LstmCell bias(Bias bias) {
    return new LstmCell(inputSize, hiddenSize, bias, projection);
  }

  @Override
  public LstmCell projection(int size) {
    return new LstmCell(inputSize, hiddenSize, bias, OptionalInt.of(size));
  }

  @Override
  public LstmCell withInputSize(int inputSize) {
    return new LstmCell(inputSize, hiddenSize, bias, projection);
  }

  @Override
  public String name() {
    return "LSTM";
  }

  @Override
  public int gates() {
    return 4;
  }

  @Override
  public List<StatePart> stateParts() {
    return List.of(StatePart.hidden(outputSize()), new StatePart(StatePart.CELL, hiddenSize));
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public OptionalInt forgetGate() {
    return OptionalInt.of(1);
  }

  @Override
  public Optional<CellInference> inference(Function<CellParameter, FloatTensor> weights) {
    return Optional.of(new LstmInference(this, weights));
  }

  @Override
  public boolean supportsRecurrentDropout() {
    return true;
  }
}
