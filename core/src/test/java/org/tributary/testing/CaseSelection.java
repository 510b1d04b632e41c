package org.tributary.testing;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The selection of the cases of a test. By default a fixed part of each large set of cases runs, in
 * which every value of every dimension occurs; {@code mvn verify -Dtributary.tests.all=true} runs
 * every case.
 */
public final class CaseSelection {
  private static final boolean ALL = Boolean.getBoolean("tributary.tests.all");

  private CaseSelection() {}

  /** Returns whether every case runs. */
  public static boolean isAll() {
    return ALL;
  }

  /** Returns {@code all} if every case runs, else {@code some}: a number of repetitions. */
  public static int count(int some, int all) {
    return ALL ? all : some;
  }

  /**
   * Returns whether the case at {@code indices} of a cross product runs: by default if their sum is
   * a multiple of {@code divisor}.
   */
  public static boolean includes(int divisor, int... indices) {
    return ALL || Arrays.stream(indices).sum() % divisor == 0;
  }

  /** Returns every {@code n}-th of the cases from the first on, or all of them. */
  public static <T> List<T> everyNth(int n, List<T> cases) {
    return IntStream.range(0, cases.size())
        .filter(k -> includes(n, k))
        .<T>mapToObj(cases::get)
        .toList();
  }
}
