package org.tributary.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Every combination of some choices, as changes of one setting. Immutable.
 *
 * <pre>{@code
 * ParameterGrid.from(TrainingOptions.defaults())
 *     .vary("batch", List.of(16, 32), TrainingOptions::batchSize)
 *     .vary("rate", List.of(0.001, 0.002), (o, rate) -> o.schedule(Schedule.constant(rate)))
 * }</pre>
 *
 * @param points in the order in which they are tried: the last choice varies fastest
 */
public record ParameterGrid<S>(List<Point<S>> points) {

  /**
   * One combination.
   *
   * @param choices what was chosen, by name, in the order of the calls of {@link #vary}
   * @param setting what the choices make of the first setting
   */
  public record Point<S>(Map<String, Object> choices, S setting) {
    /** Copies the map, in order. */
    public Point {
      choices = new LinkedHashMap<>(choices);
    }

    /**
     * The choices in a line, for instance {@code batch=16, rate=0.001}; empty if there are none.
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

  /** The one point where nothing is varied. */
  public static <S> ParameterGrid<S> from(S setting) {
    return new ParameterGrid<>(List.of(new Point<>(Map.of(), setting)));
  }

  /**
   * Every point so far with each of {@code values}.
   *
   * @param change gives a setting with the value in it
   * @throws IllegalArgumentException if there is no value or the name is taken
   */
  public <V> ParameterGrid<S> vary(String name, List<V> values, BiFunction<S, V, S> change) {
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
