package org.tributary.layer;

import java.util.Optional;
import java.util.function.Function;
import org.tributary.internal.NullChecks;
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
    ArrayCell.require("RNN", inputSize, hiddenSize, bias);
    NullChecks.require("nonlinearity", "a value", nonlinearity);
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
  public boolean stateStaysFinite() {
    return nonlinearity == Nonlinearity.TANH;
  }

  @Override
  public int gates() {
    return 1;
  }

  @Override
  public Optional<CellInference> inference(Function<CellParameter, FloatTensor> weights) {
    return Optional.of(new Inference(this, weights));
  }

  @Override
  public boolean supportsRecurrentDropout() {
    return true;
  }

  /** The steps on Java arrays. */
  private static final class Inference extends ArrayCell {
    private final Nonlinearity nonlinearity;

    Inference(RnnCell cell, Function<CellParameter, FloatTensor> weights) {
      super(cell, weights, false);
      nonlinearity = cell.nonlinearity();
      joinBiases();
    }

    @Override
    public States states(int rows) {
      return new RnnStates(rows);
    }

    private final class RnnStates extends RowStates {
      RnnStates(int rows) {
        super(rows, hiddenSize);
      }

      @Override
      public void step(float[][] projected, int rows) {
        addHidden(projected, rows);
        for (int row = 0; row < rows; row++) {
          nonlinearity.apply(projected[row], hiddenSize);
          System.arraycopy(projected[row], 0, part(0)[row], 0, hiddenSize);
        }
      }
    }
  }
}
