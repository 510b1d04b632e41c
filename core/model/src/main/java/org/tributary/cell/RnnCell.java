package org.tributary.cell;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.inference.CellInference;
import org.tributary.param.FloatTensor;

/**
 * A plain recurrent cell, PyTorch's {@code nn.RNNCell} (Elman 1990):
 *
 * <pre>
 *   h' = φ(W_ih x + b_ih + W_hh h + b_hh)      φ = tanh or relu
 * </pre>
 *
 * @param inputSize I, the size of x
 * @param hiddenSize H, the size of h
 * @param bias presence of bias vectors
 * @param nonlinearity φ
 */
public record RnnCell(int inputSize, int hiddenSize, Bias bias, Nonlinearity nonlinearity)
    implements Cell {

  /** Checks the sizes. */
  public RnnCell {
    CellChecks.require("RNN", inputSize, hiddenSize, bias);
    Objects.requireNonNull(nonlinearity, "nonlinearity: expected a value, got null");
  }

  /** Returns a cell with bias vectors and tanh, PyTorch's default. */
  public static RnnCell of(int inputSize, int hiddenSize) {
    return new RnnCell(inputSize, hiddenSize, Bias.PRESENT, Nonlinearity.TANH);
  }

  @Override
  public RnnCell bias(Bias bias) {
    return new RnnCell(inputSize, hiddenSize, bias, nonlinearity);
  }

  @Override
  public RnnCell nonlinearity(Nonlinearity nonlinearity) {
    return new RnnCell(inputSize, hiddenSize, bias, nonlinearity);
  }

  @Override
  public RnnCell withInputSize(int inputSize) {
    return new RnnCell(inputSize, hiddenSize, bias, nonlinearity);
  }

  @Override
  public String name() {
    return "RNN";
  }

  @Override
  public boolean bounded() {
    return nonlinearity == Nonlinearity.TANH;
  }

  @Override
  public int gates() {
    return 1;
  }

  @Override
  public Optional<CellInference> inference(Function<CellParameter, FloatTensor> weights) {
    return Optional.of(new RnnInference(this, weights));
  }

  @Override
  public boolean supportsRecurrentDropout() {
    return true;
  }
}
