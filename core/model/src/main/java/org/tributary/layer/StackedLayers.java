package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;

/**
 * The parts of each layer of a stack: its cell, its skip connection, and its parameters under
 * PyTorch's names, followed by those of the connection.
 */
public final class StackedLayers {
  private StackedLayers() {}

  /** Returns the cell of layer {@code layer}, counted from 0. */
  public static Cell cell(Recurrent definition, int layer) {
    Cell lowest = definition.cell();
    return layer == 0 ? lowest : withInputSize(lowest, definition.outputSize());
  }

  /** Returns the skip connection around layer {@code layer}, counted from 0. */
  public static SkipConnection connection(Recurrent definition, int layer) {
    return layer == 0 ? SkipConnection.none() : definition.skipConnection();
  }

  static List<ParameterSpec> of(Recurrent definition) {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int layer = 0; layer < definition.layers(); layer++) {
      for (int direction = 0; direction < definition.directions().count(); direction++) {
        for (ParameterSpec p : definition.initialization().parameters(cell(definition, layer))) {
          specs.add(p.named(name(p.name(), layer, direction)));
        }
      }
      SkipConnection around = connection(definition, layer);
      for (ParameterSpec p : around.parameters(definition.outputSize())) {
        specs.add(p.named(name(p.name(), layer)));
      }
    }
    return specs;
  }

  /** Returns PyTorch's name: {@code weight_ih_l0}, {@code weight_ih_l0_reverse}. */
  public static String name(String parameter, int layer, int direction) {
    return name(parameter, layer) + (direction == 1 ? "_reverse" : "");
  }

  /** Returns the name of a skip connection's parameter: {@code highway_bias_l1}. */
  public static String name(String parameter, int layer) {
    return parameter + "_l" + layer;
  }

  /** Returns the layers on Java arrays; see {@link Recurrent#inference}. */
  static Optional<RecurrentInference> inference(Recurrent definition, ParameterValues values) {
    List<RecurrentInference.Layer> layers = new ArrayList<>();
    for (int k = 0; k < definition.layers(); k++) {
      int layer = k;
      Optional<SkipInference> skip =
          connection(definition, layer).inference(name -> values.tensor(name(name, layer)));
      List<CellInference> cells = new ArrayList<>();
      for (int d = 0; d < definition.directions().count(); d++) {
        int direction = d;
        cell(definition, layer)
            .inference(kind -> values.tensor(name(kind.torchName(), layer, direction)))
            .ifPresent(cells::add);
      }
      if (skip.isEmpty() || cells.size() < definition.directions().count()) {
        return Optional.empty();
      }
      layers.add(new RecurrentInference.Layer(cells, skip.get()));
    }
    return Optional.of(
        new RecurrentInference(layers, definition.inputSize(), definition.cell().outputSize()));
  }

  /**
   * Returns {@code cell} with another input size.
   *
   * @throws IllegalArgumentException if the cell's result is null or of another size
   */
  static Cell withInputSize(Cell cell, int inputSize) {
    Cell resized = cell.withInputSize(inputSize);
    if (resized == null
        || resized.inputSize() != inputSize
        || resized.hiddenSize() != cell.hiddenSize()) {
      throw new IllegalArgumentException(
          "%s.withInputSize(%d): expected a %s of input size %d and hidden size %d, got %s; return a new cell with that input size and all other settings of this one"
              .formatted(
                  cell.getClass().getName(),
                  inputSize,
                  cell.name(),
                  inputSize,
                  cell.hiddenSize(),
                  resized == null
                      ? "null"
                      : "sizes %d and %d".formatted(resized.inputSize(), resized.hiddenSize())));
    }
    return resized;
  }
}
