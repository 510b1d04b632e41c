package org.tributary.layer;

import java.util.Optional;
import java.util.function.Function;
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
    ArrayCell.require("GRU", inputSize, hiddenSize, bias);
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
  public boolean stateStaysFinite() {
    return true;
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
    Inference(GruCell cell, Function<CellParameter, FloatTensor> weights) {
      super(cell, weights, true, true, false); // r, z, n
    }

    @Override
    public States states(int rows) {
      return new GruStates(rows);
    }

    private final class GruStates extends RowStates {
      private final float[][] hidden; // W_h h + b_h of each row
      private final float[] gates = new float[2 * hiddenSize]; // r, z
      private final float[] r = new float[hiddenSize];
      private final float[] z = new float[hiddenSize];
      private final float[] n = new float[hiddenSize];
      private final float[] u = new float[hiddenSize]; // W_hn h + b_hn

      GruStates(int rows) {
        super(rows, hiddenSize);
        hidden = Matrix.vectors(rows, hiddenBias.length);
      }

      @Override
      public void step(float[][] projected, int rows) {
        for (int row = 0; row < rows; row++) {
          System.arraycopy(hiddenBias, 0, hidden[row], 0, hiddenBias.length);
        }
        addHidden(hidden, rows);
        for (int row = 0; row < rows; row++) {
          add(projected[row], hidden[row], gates, gates.length);
          FloatMath.tanh(gates, gates.length);
          System.arraycopy(gates, 0, r, 0, hiddenSize);
          System.arraycopy(gates, hiddenSize, z, 0, hiddenSize);
          System.arraycopy(projected[row], 2 * hiddenSize, n, 0, hiddenSize);
          System.arraycopy(hidden[row], 2 * hiddenSize, u, 0, hiddenSize);
          propose(r, u, n, hiddenSize);
          FloatMath.tanh(n, hiddenSize);
          update(z, n, part(0)[row], hiddenSize);
        }
      }
    }

    private static void add(float[] a, float[] b, float[] sum, int count) {
      for (int j = 0; j < count; j++) {
        sum[j] = a[j] + b[j];
      }
    }

    /** Adds σ(r) (W_hn h + b_hn) to n. */
    private static void propose(float[] r, float[] u, float[] n, int count) {
      for (int j = 0; j < count; j++) {
        n[j] = Math.fma(Math.fma(0.5f, r[j], 0.5f), u[j], n[j]);
      }
    }

    /** Computes h' = n + σ(z) (h - n), which equals (1 - σ(z)) n + σ(z) h. */
    private static void update(float[] z, float[] n, float[] h, int count) {
      for (int j = 0; j < count; j++) {
        h[j] = Math.fma(Math.fma(0.5f, z[j], 0.5f), h[j] - n[j], n[j]);
      }
    }
  }
}
