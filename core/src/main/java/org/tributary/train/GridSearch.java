package org.tributary.train;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A grid search: the scores of every grid point over several seeds. Score on held-out data that no
 * final result is reported on.
 *
 * @param rows in the grid's order, at least one
 */
public record GridSearch<S>(List<Row<S>> rows) {

  /**
   * A grid point and its scores.
   *
   * @param point the grid point
   * @param study its scores
   */
  public record Row<S>(ParameterGrid.Point<S> point, SeedStudy study) {
    @Override
    public String toString() {
      return point.name() + ": " + study;
    }
  }

  /** A function that trains a setting with a seed and scores it. */
  @FunctionalInterface
  public interface Score<S> {
    /** Returns the score; higher is better. */
    double of(S setting, long seed);
  }

  /** Copies the list. */
  public GridSearch {
    rows = List.copyOf(rows);
  }

  /** Scores each point with each seed, sequentially. */
  public static <S> GridSearch<S> over(ParameterGrid<S> grid, List<Long> seeds, Score<S> score) {
    return new GridSearch<>(
        grid.points().stream()
            .map(
                point ->
                    new Row<>(point, SeedStudy.of(seeds, seed -> score.of(point.setting(), seed))))
            .toList());
  }

  /** Returns the row with the highest mean, the first of equal ones. NaN is below every number. */
  public Row<S> best() {
    Row<S> best = rows.get(0);
    for (Row<S> row : rows) {
      double mean = row.study().mean();
      boolean first = Double.isNaN(best.study().mean()) && !Double.isNaN(mean);
      best = first || mean > best.study().mean() ? row : best;
    }
    return best;
  }

  /** Returns one line per row. */
  @Override
  public String toString() {
    return rows.stream().map(Row::toString).collect(Collectors.joining("\n"));
  }
}
