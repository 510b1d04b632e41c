package org.tributary.internal.tagger;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.tributary.feature.Input;
import org.tributary.internal.HalfPrecision;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorType;
import org.tributary.tagger.definition.TaggerDefinition;

/** The precision of a tagger's embedding tables, except for frozen ones, which keep their own. */
public final class TablePrecision {
  private static final Logger LOGGER = System.getLogger(TablePrecision.class.getName());

  private TablePrecision() {}

  /**
   * Returns F16 if every value of the tables that training changes is a float16 value, else F32.
   */
  public static TensorType of(TaggerDefinition definition, ParameterValues parameters) {
    return trained(definition).stream().map(parameters::tensor).allMatch(TensorType.F16::holds)
        ? TensorType.F16
        : TensorType.F32;
  }

  /**
   * Returns trained parameters with the tables' precision of the definition. A table with a value
   * outside the range of float16 stays in float32, with a warning.
   */
  public static ParameterValues rounded(TaggerDefinition definition, ParameterValues parameters) {
    if (!definition.tablePrecision().equals(Optional.of(TensorType.F16))) {
      return parameters;
    }
    ParameterValues rounded = parameters;
    for (String table : trained(definition)) {
      float largest = largest(parameters.tensor(table));
      if (Math.abs(largest) > HalfPrecision.MAX) {
        LOGGER.log(
            Level.WARNING,
            "table precision: expected values of at most %.0f in %s for float16, got %s; the table stays in float32"
                .formatted(HalfPrecision.MAX, table, largest));
      } else {
        rounded = rounded.with(table, TensorType.F16.rounded(parameters.tensor(table)));
      }
    }
    return rounded;
  }

  private static List<String> trained(TaggerDefinition definition) {
    return definition.inputs().all().stream().flatMap(input -> trained(input).stream()).toList();
  }

  private static List<String> trained(Input<?> input) {
    return input.tables().stream()
        .filter(table -> !input.frozenParameters().contains(table))
        .toList();
  }

  /** Returns the number with the largest absolute value. */
  private static float largest(FloatTensor values) {
    float largest = 0;
    for (float number : values.values()) {
      largest = Math.abs(number) > Math.abs(largest) ? number : largest;
    }
    return largest;
  }
}
