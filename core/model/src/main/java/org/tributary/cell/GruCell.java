package org.tributary.cell;

import java.util.Optional;
import java.util.function.Function;
import org.tributary.inference.CellInference;
import org.tributary.param.FloatTensor;

/**
 * A gated recurrent unit, PyTorch's {@code nn.GRUCell} (Cho et al. 2014, with the reset gate
 * applied after the matrix product, so that it also scales b_hn):
 *
 * <pre>
 *   r  = σ(W_ir x + b_ir + W_hr h + b_hr)            reset gate
 *   z  = σ(W_iz x + b_iz + W_hz h + b_hz)            update gate
 *   n  = tanh(W_in x + b_in + r ⊙ (W_hn h + b_hn))   candidate
 *   h' = (1 - z) ⊙ n + z ⊙ h
 * </pre>
 *
 * Each weight stacks the rows of the gates r, z, n.
 *
 * @param inputSize I, the size of x
 * @param hiddenSize H, the size of h
 * @param bias presence of bias vectors
 */
public record GruCell(int inputSize, int hiddenSize, Bias bias) implements Cell {

  /** Checks the sizes. */
  public GruCell {
    CellChecks.require("GRU", inputSize, hiddenSize, bias);
  }

  /** Returns a cell with bias vectors, PyTorch's default. */
  public static GruCell of(int inputSize, int hiddenSize) {
    return new GruCell(inputSize, hiddenSize, Bias.PRESENT);
  }

  @Override
  public GruCell bias(Bias bias) {
    return new GruCell(inputSize, hiddenSize, bias);
  }

  @Override
  public GruCell withInputSize(int inputSize) {
    return new GruCell(inputSize, hiddenSize, bias);
  }

  @Override
  public String name() {
    return "GRU";
  }

  @Override
  public int gates() {
    return 3;
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public Optional<CellInference> inference(Function<CellParameter, FloatTensor> weights) {
    return Optional.of(new GruInference(this, weights));
  }

  @Override
  public boolean supportsRecurrentDropout() {
    return true;
  }
}
