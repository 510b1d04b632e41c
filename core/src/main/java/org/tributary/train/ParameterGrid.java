package org.tributary.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.tributary.internal.NullChecks;

/**
 * A parameter grid: every combination of some choices, as variants of one setting. Immutable.
 *
 * <pre>{@code
 * ParameterGrid.from(TrainingOptions.defaults())
 *     .vary("batch", List.of(16, 32), TrainingOptions::batchSize)
 *     .vary("rate", List.of(0.001, 0.002), (o, rate) -> o.schedule(Schedule.constant(rate)))
 * }</pre>
 *
 * @param points the combinations in order; the last parameter varies fastest
 */
public record ParameterGrid<S>(List<Point<S>> points) {

  /**
   * A point of the grid.
   *
   * @param choices the chosen values by parameter name, in the order of the calls of {@link #vary}
   * @param setting the setting with these choices
   */
  public record Point<S>(Map<String, Object> choices, S setting) {
    /** Copies the map, in order. */
    public Point {
      choices = new LinkedHashMap<>(choices);
    }

    /**
     * Returns the choices in one line, for instance {@code batch=16, rate=0.001}; empty for no
     * choices.
     */
    public String name() {
      return choices.entrySet().stream()
          .map(choice -> choice.getKey() + "=" + choice.getValue())
          .collect(Collectors.joining(", "));
    }
  }

  /** Copies the list. */
  public ParameterGrid {
    points = List.copyOf(points);
  }

  /** Returns the grid of the single point {@code setting}. */
  public static <S> ParameterGrid<S> from(S setting) {
    return new ParameterGrid<>(List.of(new Point<>(Map.of(), setting)));
  }

  /**
   * Returns the grid of every point of this one with each of {@code values}.
   *
   * @param change returns a setting with the value applied
   * @throws IllegalArgumentException if there are no values or the name is taken
   */
  public <V> ParameterGrid<S> vary(String name, List<V> values, BiFunction<S, V, S> change) {
    NullChecks.require("name", "the parameter's name", name);
    NullChecks.requireElements("values", "value", values);
    if (values.isEmpty() || points.get(0).choices().containsKey(name)) {
      throw new IllegalArgumentException(
          "grid: expected a new name and at least one value, got %s for %s after %s"
              .formatted(values, name, points.get(0).choices().keySet()));
    }
    List<Point<S>> all = new ArrayList<>();
    for (Point<S> point : points) {
      for (V value : values) {
        Map<String, Object> choices = new LinkedHashMap<>(point.choices());
        choices.put(name, value);
        all.add(new Point<>(choices, change.apply(point.setting(), value)));
      }
    }
    return new ParameterGrid<>(all);
  }
}
