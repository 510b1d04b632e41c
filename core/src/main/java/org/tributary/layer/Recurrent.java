package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import org.tributary.cell.LstmCell;
import org.tributary.param.ParameterSpec;

/**
 * The definition of a recurrent layer: an immutable value without tensors, of which each method
 * gives a changed copy.
 *
 * <pre>{@code
 * Recurrent.lstm(100).hidden(128).layers(2).bidirectional().dropout(0.33)
 * }</pre>
 *
 * PyTorch's {@code nn.LSTM}: its parameters, names and order.
 *
 * @param inputSize I, the size of one input vector
 * @param hiddenSize H, the size of one direction's output
 * @param layers how many layers stand on one another
 * @param directions 1, or 2 when bidirectional
 * @param dropout the probability that an element of a layer's output is dropped on its way to the
 *     next layer, in training
 */
public record Recurrent(int inputSize, int hiddenSize, int layers, int directions, double dropout) {

  /** A definition that still needs its hidden size. */
  public record NeedsHidden(int inputSize) {
    /** Sets H, the size of one direction's output. */
    public Recurrent hidden(int hiddenSize) {
      return new Recurrent(inputSize, hiddenSize, 1, 1, 0);
    }
  }

  /** Checks every size. */
  public Recurrent {
    requirePositive("input size", inputSize);
    requirePositive("hidden size", hiddenSize);
    requirePositive("number of layers", layers);
    if (directions != 1 && directions != 2) {
      throw new IllegalArgumentException(
          "LSTM: expected 1 or 2 directions, got %d".formatted(directions));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "LSTM: expected a dropout probability from 0 to below 1, got %s".formatted(dropout));
    }
  }

  /** Starts an LSTM that reads vectors of {@code inputSize}. */
  public static NeedsHidden lstm(int inputSize) {
    return new NeedsHidden(inputSize);
  }

  /** Stacks {@code layers} layers. */
  public Recurrent layers(int layers) {
    return new Recurrent(inputSize, hiddenSize, layers, directions, dropout);
  }

  /** Reads each sequence in both directions; the outputs stand side by side, forward first. */
  public Recurrent bidirectional() {
    return new Recurrent(inputSize, hiddenSize, layers, 2, dropout);
  }

  /** Drops elements between layers in training, PyTorch's {@code dropout}. */
  public Recurrent dropout(double probability) {
    return new Recurrent(inputSize, hiddenSize, layers, directions, probability);
  }

  /** H times the number of directions: the size of one output vector. */
  public int outputSize() {
    return hiddenSize * directions;
  }

  /** Every parameter, in the order in which PyTorch registers and draws them. */
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      for (int direction = 0; direction < directions; direction++) {
        for (ParameterSpec spec : cell(layer).parameters()) {
          specs.add(
              new ParameterSpec(
                  name(spec.name(), layer, direction), spec.shape(), spec.initializer()));
        }
      }
    }
    return specs;
  }

  LstmCell cell(int layer) {
    return new LstmCell(layer == 0 ? inputSize : outputSize(), hiddenSize, true);
  }

  /** PyTorch's name: {@code weight_ih_l0}, {@code weight_ih_l0_reverse}. */
  static String name(String parameter, int layer, int direction) {
    return parameter + "_l" + layer + (direction == 1 ? "_reverse" : "");
  }

  private static void requirePositive(String what, int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "LSTM: expected a positive %s, got %d".formatted(what, size));
    }
  }
}
