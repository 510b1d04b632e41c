package org.tributary.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Sequences sorted by length, the longest first; sequences of equal length keep their order.
 * Batches of them are computed concurrently, with the results in the original order.
 */
public final class LongestFirst {
  private LongestFirst() {}

  /**
   * Returns the indices of {@code count} sequences.
   *
   * @param length the length of a sequence by its index
   */
  public static List<Integer> of(int count, IntUnaryOperator length) {
    return IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparingInt(k -> -length.applyAsInt(k)))
        .toList();
  }

  /** Returns the indices of sequences of these lengths. */
  public static int[] of(int[] lengths) {
    return of(lengths.length, k -> lengths[k]).stream().mapToInt(k -> k).toArray();
  }

  /**
   * Computes batches concurrently.
   *
   * @param batches the indices of the sequences of each batch
   * @param compute computes a result for each sequence of a batch
   * @return the result of each sequence by its index
   * @throws org.tributary.InterruptedCallException if the call is interrupted
   */
  public static <R> List<R> map(
      List<List<Integer>> batches, Function<List<Integer>, List<R>> compute) {
    List<List<R>> results = TaskPool.map(batches, compute);
    List<R> inOrder =
        new ArrayList<>(Collections.nCopies(batches.stream().mapToInt(List::size).sum(), null));
    for (int b = 0; b < batches.size(); b++) {
      for (int k = 0; k < batches.get(b).size(); k++) {
        inOrder.set(batches.get(b).get(k), results.get(b).get(k));
      }
    }
    return inOrder;
  }
}
