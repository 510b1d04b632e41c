package org.tributary.layer;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.tensorflow.ndarray.Shape;
import org.tributary.cell.Bias;
import org.tributary.cell.Cell;
import org.tributary.cell.CellParameter;
import org.tributary.cell.LstmCell;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;

/**
 * How the parameters of recurrent cells are first drawn: as in PyTorch, but for what is chosen
 * here.
 *
 * @param chosen initializers by kind of parameter
 * @param forgetBias the bias that an LSTM's forget gates start with
 */
public record Initialization(Map<CellParameter, Initializer> chosen, OptionalDouble forgetBias) {

  /** Copies the map. */
  public Initialization {
    chosen = Map.copyOf(chosen);
    if (forgetBias.isPresent() && !Float.isFinite((float) forgetBias.getAsDouble())) {
      throw new IllegalArgumentException(
          "forget bias: expected a number that is finite as float32 has it, got %s"
              .formatted(forgetBias.getAsDouble()));
    }
  }

  /** PyTorch's: everything from U(-1/√H, 1/√H). */
  public static Initialization torch() {
    return new Initialization(Map.of(), OptionalDouble.empty());
  }

  Initialization with(CellParameter kind, Initializer initializer) {
    Map<CellParameter, Initializer> changed = new EnumMap<>(CellParameter.class);
    changed.putAll(chosen);
    changed.put(kind, initializer);
    return new Initialization(changed, forgetBias);
  }

  Initialization forgetBias(double value) {
    return new Initialization(chosen, OptionalDouble.of(value));
  }

  void requireFit(Cell cell) {
    for (CellParameter kind : chosen.keySet()) {
      if (!cell.parameterKinds().contains(kind)) {
        throw new IllegalArgumentException(
            "initializer: expected a parameter that this %s has, got %s; it has %s"
                .formatted(
                    cell.name(),
                    kind.torchName(),
                    cell.parameterKinds().stream().map(CellParameter::torchName).toList()));
      }
    }
    if (forgetBias.isPresent() && !(cell instanceof LstmCell && cell.bias() == Bias.PRESENT)) {
      throw new IllegalArgumentException(
          "forget bias: expected an LSTM with bias, got %s %s; leave it out"
              .formatted(cell.name(), cell.bias() == Bias.PRESENT ? "with bias" : "without bias"));
    }
  }

  /** The parameters of {@code cell}, drawn in the way chosen. */
  List<ParameterSpec> parameters(Cell cell) {
    List<ParameterSpec> torch = cell.parameters();
    List<CellParameter> kinds = cell.parameterKinds();
    ParameterSpec[] specs = new ParameterSpec[kinds.size()];
    Arrays.setAll(
        specs,
        k -> {
          ParameterSpec spec = torch.get(k);
          Initializer base = chosen.getOrDefault(kinds.get(k), spec.initializer());
          return new ParameterSpec(spec.name(), spec.shape(), forget(kinds.get(k), cell, base));
        });
    return List.of(specs);
  }

  private Initializer forget(CellParameter kind, Cell cell, Initializer base) {
    boolean isBias =
        kind == CellParameter.BIAS_INPUT_HIDDEN || kind == CellParameter.BIAS_HIDDEN_HIDDEN;
    if (forgetBias.isEmpty() || !isBias) {
      return base;
    }
    double value = kind == CellParameter.BIAS_INPUT_HIDDEN ? forgetBias.getAsDouble() : 0;
    return new ForgetGate(base, cell.hiddenSize(), (float) value);
  }

  /** Draws as {@code base} does, then sets the second of the four gates, i, f, g, o. */
  private record ForgetGate(Initializer base, int hiddenSize, float value) implements Initializer {
    @Override
    public float[] draw(Shape shape, org.tributary.random.TorchRandom random) {
      float[] drawn = base.draw(shape, random);
      Arrays.fill(drawn, hiddenSize, 2 * hiddenSize, value);
      return drawn;
    }
  }
}
