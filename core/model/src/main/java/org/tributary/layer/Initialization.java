package org.tributary.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;

/**
 * The initializers of a recurrent cell's parameters: PyTorch's, except for the overrides.
 *
 * @param chosen the overrides by kind of parameter
 * @param forgetBias the initial bias of the forget gates; empty for PyTorch's
 */
public record Initialization(Map<CellParameter, Initializer> chosen, OptionalDouble forgetBias) {

  /** Copies the map and checks the bias. */
  public Initialization {
    chosen = Map.copyOf(chosen);
    if (forgetBias.isPresent() && !Float.isFinite((float) forgetBias.getAsDouble())) {
      throw new IllegalArgumentException(
          "forget bias: expected a finite float32 number, got %s"
              .formatted(forgetBias.getAsDouble()));
    }
  }

  /** Returns PyTorch's initialization: U(-1/√H, 1/√H) for every parameter. */
  public static Initialization torch() {
    return new Initialization(Map.of(), OptionalDouble.empty());
  }

  Initialization with(CellParameter kind, Initializer initializer) {
    Map<CellParameter, Initializer> changed = new EnumMap<>(CellParameter.class);
    changed.putAll(chosen);
    changed.put(kind, initializer);
    return new Initialization(changed, forgetBias);
  }

  /** Returns a copy that draws every weight matrix of {@code cell} from {@code initializer}. */
  Initialization withMatrices(Cell cell, Initializer initializer) {
    Initialization changed = this;
    for (CellParameter kind : cell.parameterKinds()) {
      if (cell.shape(kind).numDimensions() == 2) {
        changed = changed.with(kind, initializer);
      }
    }
    return changed;
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
    if (forgetBias.isPresent() && (cell.forgetGate().isEmpty() || cell.bias() != Bias.PRESENT)) {
      throw new IllegalArgumentException(
          "forget bias: expected a cell with a forget gate and bias, such as an LSTM, got %s %s; leave it out"
              .formatted(cell.name(), cell.bias() == Bias.PRESENT ? "with bias" : "without bias"));
    }
  }

  /** Returns the parameters of {@code cell} with these initializers. */
  List<ParameterSpec> parameters(Cell cell) {
    List<ParameterSpec> torch = cell.parameters();
    List<CellParameter> kinds = cell.parameterKinds();
    List<ParameterSpec> specs = new ArrayList<>();
    for (int k = 0; k < kinds.size(); k++) {
      ParameterSpec spec = torch.get(k);
      Initializer base = chosen.getOrDefault(kinds.get(k), spec.initializer());
      specs.add(new ParameterSpec(spec.name(), spec.shape(), forget(kinds.get(k), cell, base)));
    }
    return specs;
  }

  private Initializer forget(CellParameter kind, Cell cell, Initializer base) {
    boolean isBias =
        kind == CellParameter.BIAS_INPUT_HIDDEN || kind == CellParameter.BIAS_HIDDEN_HIDDEN;
    if (forgetBias.isEmpty() || !isBias) {
      return base;
    }
    double value = kind == CellParameter.BIAS_INPUT_HIDDEN ? forgetBias.getAsDouble() : 0;
    int first = cell.forgetGate().orElseThrow() * cell.hiddenSize();
    return new ForgetGate(base, first, cell.hiddenSize(), (float) value);
  }

  /** An initializer that draws from {@code base} and then sets {@code count} values. */
  private record ForgetGate(Initializer base, int first, int count, float value)
      implements Initializer {
    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      float[] drawn = base.draw(shape, random);
      Arrays.fill(drawn, first, first + count, value);
      return drawn;
    }
  }
}
