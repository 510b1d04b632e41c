package org.tributary.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GridSearchTest {
  private static final ParameterGrid<String> GRID =
      ParameterGrid.from("s")
          .vary("rate", List.of(0.1, 0.2), (s, rate) -> s + rate)
          .vary("size", List.of(4, 5, 6), (s, size) -> s + "/" + size);

  @Test
  void meanAndDeviationMatchTheTextbook() {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sum of squares 32
    List<Double> scores = List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0);
    SeedStudy study =
        SeedStudy.of(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L), seed -> scores.get((int) seed));
    assertThat(study.scores()).isEqualTo(scores);
    assertThat(study.mean()).isEqualTo(5);
    assertThat(study.standardDeviation()).isCloseTo(Math.sqrt(32 / 7.0), within(1e-12));
    assertThat(study).hasToString("5.0000 ± 2.1381 over 8 seeds (2.0000 to 9.0000)");
    assertThat(new SeedStudy(List.of(3L), List.of(0.5)).standardDeviation()).isZero();
  }

  @Test
  void everyCombinationIsScoredWithEverySeedInOrder() {
    List<String> calls = new ArrayList<>();
    GridSearch<String> search =
        GridSearch.over(
            GRID,
            List.of(7L, 8L),
            (setting, seed) -> {
              calls.add(setting + "#" + seed);
              return setting.startsWith("s0.2") ? seed : -seed;
            });
    assertThat(calls)
        .startsWith("s0.1/4#7", "s0.1/4#8", "s0.1/5#7")
        .endsWith("s0.2/6#7", "s0.2/6#8")
        .hasSize(12)
        .doesNotHaveDuplicates();
    assertThat(search.rows()).hasSize(6);
    assertThat(search.best().point().setting()).isEqualTo("s0.2/4");
    assertThat(search.toString())
        .startsWith("rate=0.1, size=4: -7.5000 ± 0.7071 over 2 seeds (-8.0000 to -7.0000)\nrate=")
        .contains("rate=0.2, size=6: 7.5000");
  }

  @Test
  void nanIsNeverTheBestScore() {
    ParameterGrid<Integer> grid = ParameterGrid.from(0).vary("n", List.of(1, 2, 3, 4), (s, n) -> n);
    List<Double> scores = List.of(Double.NaN, -0.5, 0.25, Double.NaN);
    GridSearch<Integer> search =
        GridSearch.over(grid, List.of(1L), (setting, seed) -> scores.get(setting - 1));
    assertThat(search.best().point().setting()).isEqualTo(3);
    GridSearch<Integer> none = GridSearch.over(grid, List.of(1L), (setting, seed) -> Double.NaN);
    assertThat(none.best().point().setting()).isEqualTo(1);
  }

  @Test
  void invalidStudiesAndGridsAreRefused() {
    assertThatThrownBy(() -> SeedStudy.of(List.of(), seed -> 1))
        .hasMessage("seeds: expected at least one and a score for each, got 0 seeds and 0 scores");
    assertThatThrownBy(() -> GRID.vary("size", List.of(1), (s, size) -> s))
        .hasMessage(
            "grid: expected a new name and at least one value, got [1] for size after [rate, size]");
    assertThatThrownBy(() -> GRID.vary("more", List.of(), (s, more) -> s))
        .hasMessage(
            "grid: expected a new name and at least one value, got [] for more after [rate, size]");
  }
}
