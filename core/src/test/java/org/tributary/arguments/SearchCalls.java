package org.tributary.arguments;

import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.list;

import java.util.List;
import java.util.function.BiFunction;
import org.tributary.testing.ArgumentCall;
import org.tributary.train.ParameterGrid;
import org.tributary.train.SeedStudy;

/** Calls of the searches of {@code train}. */
final class SearchCalls {
  private SearchCalls() {}

  static List<ArgumentCall> all() {
    return List.of(
        ArgumentCall.of(ParameterGrid.class, "vary(String, List, BiFunction)")
            .on(ParameterGrid.from(1))
            .with(
                fixed("x"),
                list(1, 2).ofAnyLength().refusing("empty", List.of()).named("value"),
                fixed((BiFunction<Integer, Integer, Integer>) Integer::sum)),
        ArgumentCall.of(SeedStudy.class, "new(List, List)")
            .with(
                list(1L, 2L).refusing("empty", List.of()),
                list(0.5, 0.25).refusing("empty", List.of())));
  }
}
