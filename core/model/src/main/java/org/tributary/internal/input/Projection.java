package org.tributary.internal.input;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.tributary.internal.Settings;
import org.tributary.layer.Linear;
import org.tributary.layer.Matrix;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;

/**
 * The linear projection of an input's vectors, PyTorch's {@code nn.Linear}, with the parameters
 * {@code <input>_proj.weight} and {@code <input>_proj.bias}.
 *
 * @param input the name of the input
 * @param inputSize the size of the vectors
 * @param outputSize the size of the projected vectors
 */
public record Projection(String input, int inputSize, int outputSize) {
  private static final String SETTING = "projection";

  /** Returns the projection of an input that has an output size; else empty. */
  public static Optional<Projection> of(String input, int inputSize, OptionalInt outputSize) {
    return outputSize.isPresent()
        ? Optional.of(new Projection(input, inputSize, outputSize.getAsInt()))
        : Optional.empty();
  }

  /** Returns the parameters: weight and bias. */
  public List<ParameterSpec> parameters() {
    return ParameterSpec.within(input + "_proj", new Linear(inputSize, outputSize).parameters());
  }

  /** The projection with trained weights on Java arrays. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record OnArrays(Matrix weight, float[] bias) {
    /** Writes the projection of each vector to its destination from {@code at} on. */
    public void apply(float[][] x, float[][] to, int at) {
      float[][] y = Matrix.vectors(x.length, bias.length);
      for (float[] each : y) {
        System.arraycopy(bias, 0, each, 0, bias.length);
      }
      weight.addProducts(x, y, x.length);
      for (int n = 0; n < x.length; n++) {
        System.arraycopy(y[n], 0, to[n], at, bias.length);
      }
    }

    /** Writes the projection of a vector to {@code to} from {@code at} on. */
    public void apply(float[] x, float[] to, int at) {
      apply(new float[][] {x}, new float[][] {to}, at);
    }
  }

  /** Returns the projection on Java arrays. */
  public OnArrays onArrays(Function<String, FloatTensor> weights) {
    List<ParameterSpec> weightAndBias = parameters();
    return new OnArrays(
        Matrix.of(weights.apply(weightAndBias.get(0).name())),
        weights.apply(weightAndBias.get(1).name()).values());
  }

  /** Adds the output size to the settings of an input, if it has a projection. */
  public static void write(OptionalInt outputSize, Map<String, String> settings) {
    outputSize.ifPresent(size -> settings.put(SETTING, Integer.toString(size)));
  }

  /** Reads the output size from the settings of an input; empty without a projection. */
  public static OptionalInt read(Settings settings) {
    return settings.has(SETTING) ? OptionalInt.of(settings.number(SETTING)) : OptionalInt.empty();
  }
}
