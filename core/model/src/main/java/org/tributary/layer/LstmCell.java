package org.tributary.layer;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
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
    ArrayCell.require("LSTM", inputSize, hiddenSize, bias);
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
  public boolean stateStaysFinite() {
    return true;
  }

  @Override
  public OptionalInt forgetGate() {
    return OptionalInt.of(1);
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
    private final int outputSize;
    private final Optional<Matrix> projection;

    Inference(LstmCell cell, Function<CellParameter, FloatTensor> weights) {
      super(cell, weights, true, true, false, true); // i, f, g, o
      joinBiases();
      outputSize = cell.outputSize();
      projection =
          cell.projection().isPresent()
              ? Optional.of(Matrix.of(weights.apply(CellParameter.WEIGHT_PROJECTION)))
              : Optional.empty();
    }

    @Override
    public States states(int rows) {
      return new LstmStates(rows);
    }

    private final class LstmStates extends RowStates {
      private final float[] i = new float[hiddenSize];
      private final float[] f = new float[hiddenSize];
      private final float[] g = new float[hiddenSize];
      private final float[] o = new float[hiddenSize];
      private final float[][] unprojected; // o ⊙ tanh(c) of each row

      LstmStates(int rows) {
        super(rows, outputSize, hiddenSize);
        unprojected = projection.isPresent() ? new float[rows][hiddenSize] : part(0);
      }

      @Override
      public void step(float[][] projected, int rows) {
        addHidden(projected, rows);
        for (int row = 0; row < rows; row++) {
          float[] gates = projected[row];
          FloatMath.tanh(gates, gateSize());
          System.arraycopy(gates, 0, i, 0, hiddenSize);
          System.arraycopy(gates, hiddenSize, f, 0, hiddenSize);
          System.arraycopy(gates, 2 * hiddenSize, g, 0, hiddenSize);
          System.arraycopy(gates, 3 * hiddenSize, o, 0, hiddenSize);
          updateCellState(i, f, g, part(1)[row], hiddenSize);
          FloatMath.tanh(g, hiddenSize);
          writeHidden(o, g, unprojected[row], hiddenSize);
        }
        if (projection.isPresent()) {
          for (int row = 0; row < rows; row++) {
            Arrays.fill(part(0)[row], 0);
          }
          projection.get().addProducts(unprojected, part(0), rows);
        }
      }
    }

    /** Computes c' = σ(f) c + σ(i) g, in c and in g, of tanh(i/2), tanh(f/2) and g. */
    private static void updateCellState(float[] i, float[] f, float[] g, float[] c, int count) {
      for (int j = 0; j < count; j++) {
        float kept = Math.fma(0.5f, f[j], 0.5f) * c[j];
        float next = Math.fma(Math.fma(0.5f, i[j], 0.5f), g[j], kept);
        c[j] = next;
        g[j] = next;
      }
    }

    /** Computes h' = σ(o) tanh(c') of tanh(o/2) and tanh(c'). */
    private static void writeHidden(float[] o, float[] tanh, float[] h, int count) {
      for (int j = 0; j < count; j++) {
        h[j] = Math.fma(0.5f, o[j], 0.5f) * tanh[j];
      }
    }
  }
}
