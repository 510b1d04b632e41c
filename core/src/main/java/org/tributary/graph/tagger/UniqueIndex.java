package org.tributary.graph.tagger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.sequence.BatchShape;

/**
 * The distinct items of a batch, numbered in order of first occurrence, one sequence after another.
 *
 * @param <K> the type of the items, which defines equality
 */
final class UniqueIndex<K> {
  private final List<K> items;
  private final List<Integer> first;
  private final int[] numbers;

  private UniqueIndex(List<K> items, List<Integer> first, int[] numbers) {
    this.items = items;
    this.first = first;
    this.numbers = numbers;
  }

  /**
   * Returns the distinct items of {@code sequences}. Padding has the number of item 0.
   *
   * @param sequences the items of each sequence, one per step
   * @param shape a batch shape with at least as many sequences and steps
   * @throws IllegalArgumentException if it has fewer
   */
  static <K> UniqueIndex<K> of(List<List<K>> sequences, BatchShape shape) {
    int longest = sequences.stream().mapToInt(List::size).max().orElse(0);
    if (sequences.size() > shape.rows() || longest > shape.steps()) {
      throw new IllegalArgumentException(
          "sequences: expected at most those of the shape, %d of %d steps, got %d of up to %d steps"
              .formatted(shape.rows(), shape.steps(), sequences.size(), longest));
    }
    Map<K, Integer> numbered = new LinkedHashMap<>();
    List<Integer> first = new ArrayList<>();
    int[] numbers = new int[shape.positions()];
    for (int n = 0; n < sequences.size(); n++) {
      for (int step = 0; step < sequences.get(n).size(); step++) {
        int position = shape.position(step, n);
        Integer number = numbered.putIfAbsent(sequences.get(n).get(step), numbered.size());
        if (number == null) {
          first.add(position);
        }
        numbers[position] = number == null ? numbered.size() - 1 : number;
      }
    }
    return new UniqueIndex<>(List.copyOf(numbered.keySet()), first, numbers);
  }

  /** Returns the distinct items, in the order of their numbers. */
  List<K> items() {
    return items;
  }

  /** Returns the position t·N + n of the first occurrence of item {@code number}. */
  int first(int number) {
    return first.get(number);
  }

  /** Returns the number of the item at each position, [T·N]: the inverse index. */
  int[] numbers() {
    return numbers;
  }
}
