package org.tributary.train;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The scores of every point of a grid, each over several seeds. The score is to be one on held-out
 * data that no result is reported on afterwards.
 *
 * @param rows in the grid's order, at least one
 */
public record GridSearch<S>(List<Row<S>> rows) {

  /**
   * One point and its scores.
   *
   * @param point what was tried
   * @param study its scores
   */
  public record Row<S>(ParameterGrid.Point<S> point, SeedStudy study) {
    @Override
    public String toString() {
      return point.name() + ": " + study;
    }
  }

  /** Scores a setting trained with a seed. */
  @FunctionalInterface
  public interface Score<S> {
    /** The score, higher is better. */
    double of(S setting, long seed);
  }

  /** Copies the list. */
  public GridSearch {
    rows = List.copyOf(rows);
  }

  /** Asks {@code score} for each point with each seed, one after another. */
  public static <S> GridSearch<S> over(ParameterGrid<S> grid, List<Long> seeds, Score<S> score) {
    return new GridSearch<>(
        grid.points().stream()
            .map(
                point ->
                    new Row<>(point, SeedStudy.of(seeds, seed -> score.of(point.setting(), seed))))
            .toList());
  }

  /** The row with the highest mean; of equals the first. A mean that is no number is below all. */
  public Row<S> best() {
    Row<S> best = rows.get(0);
    for (Row<S> row : rows) {
      double mean = row.study().mean();
      boolean first = Double.isNaN(best.study().mean()) && !Double.isNaN(mean);
      best = first || mean > best.study().mean() ? row : best;
    }
    return best;
  }

  /** A line a row. */
  @Override
  public String toString() {
    return rows.stream().map(Row::toString).collect(Collectors.joining("\n"));
  }
}
