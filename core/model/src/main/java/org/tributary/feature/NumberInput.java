package org.tributary.feature;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.tributary.internal.Settings;
import org.tributary.internal.input.Projection;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;

/**
 * An input of real vectors, for instance sensor readings, with an optional linear projection.
 *
 * @param name prefix of the parameter names: the projection is {@code <name>_proj.weight} and
 *     {@code <name>_proj.bias}
 * @param size the number of values per step, at least 1
 * @param projection the output size of the projection, at least 1; empty for no projection
 */
public record NumberInput(String name, int size, OptionalInt projection)
    implements Input<NumberColumn> {
  /**
   * Checks the name and the sizes.
   *
   * @throws IllegalArgumentException if a size is below 1, or the name is not valid in a parameter
   *     name
   */
  public NumberInput {
    Input.requireName(name);
    if (size < 1 || projection.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "input %s: expected at least 1 number and a projection to at least 1 or none, got %d and %s"
              .formatted(
                  name, size, projection.isPresent() ? projection.getAsInt() : "no projection"));
    }
  }

  /**
   * Returns an input without a projection.
   *
   * @throws IllegalArgumentException if the size is below 1, or the name is not valid in a
   *     parameter name
   */
  public static NumberInput of(String name, int size) {
    return new NumberInput(name, size, OptionalInt.empty());
  }

  /**
   * Adds a linear projection, PyTorch's {@code nn.Linear}.
   *
   * @throws IllegalArgumentException if the output size is below 1
   */
  public NumberInput projectedTo(int outputSize) {
    return new NumberInput(name, size, OptionalInt.of(outputSize));
  }

  @Override
  public Class<NumberColumn> columnType() {
    return NumberColumn.class;
  }

  @Override
  public int outputSize() {
    return projection.orElse(size);
  }

  @Override
  public List<ParameterSpec> parameters(int vocabularySize) {
    return linear().map(Projection::parameters).orElse(List.of());
  }

  private Optional<Projection> linear() {
    return Projection.of(name, size, projection);
  }

  @Override
  public void require(NumberColumn numbers, int vocabularySize) {
    if (numbers.size() != size) {
      throw new IllegalArgumentException(
          "sequence: expected %d numbers per step for input %s, got %d"
              .formatted(size, name, numbers.size()));
    }
  }

  @Override
  public Optional<Map<String, String>> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("numbers", Integer.toString(size));
    Projection.write(projection, settings);
    return Optional.of(settings);
  }

  /**
   * Reads {@link #settings}; empty for those of another input.
   *
   * @throws IllegalArgumentException if a setting is out of range
   */
  public static Optional<NumberInput> read(String name, Settings settings) {
    if (!settings.has("numbers")) {
      return Optional.empty();
    }
    return Optional.of(
        new NumberInput(name, settings.number("numbers"), Projection.read(settings)));
  }

  @Override
  public Optional<InputInference<NumberColumn>> inference(Function<String, FloatTensor> weights) {
    Optional<Projection.OnArrays> projected = linear().map(linear -> linear.onArrays(weights));
    return Optional.of(
        (column, step, to, at) -> {
          if (projected.isEmpty()) {
            column.values().copy(step * size, to, at, size);
          } else {
            float[] numbers = new float[size];
            column.values().copy(step * size, numbers, 0, size);
            projected.get().apply(numbers, to, at);
          }
        });
  }
}
