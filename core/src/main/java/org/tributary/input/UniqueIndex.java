package org.tributary.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The distinct items of a batch, numbered as they first come, row after row.
 *
 * @param <K> the items' type, of which equal ones are one
 */
public final class UniqueIndex<K> {
  private final List<K> items;
  private final List<Integer> first;
  private final int[] numbers;

  private UniqueIndex(List<K> items, List<Integer> first, int[] numbers) {
    this.items = items;
    this.first = first;
    this.numbers = numbers;
  }

  /**
   * Those of {@code rows}, each an item a step; padding reads item 0.
   *
   * @param shape has as many rows and steps, or more
   */
  public static <K> UniqueIndex<K> of(List<List<K>> rows, BatchShape shape) {
    Map<K, Integer> numbered = new LinkedHashMap<>();
    List<Integer> first = new ArrayList<>();
    int[] numbers = new int[shape.positions()];
    for (int row = 0; row < rows.size(); row++) {
      for (int step = 0; step < rows.get(row).size(); step++) {
        int position = shape.position(step, row);
        Integer number = numbered.putIfAbsent(rows.get(row).get(step), numbered.size());
        if (number == null) {
          first.add(position);
        }
        numbers[position] = number == null ? numbered.size() - 1 : number;
      }
    }
    return new UniqueIndex<>(List.copyOf(numbered.keySet()), first, numbers);
  }

  /** The items, in the order of their numbers. */
  public List<K> items() {
    return items;
  }

  /** The position t·N + n where item {@code number} comes first. */
  public int first(int number) {
    return first.get(number);
  }

  /** [T·N], the number of the item at each position. */
  public int[] numbers() {
    return numbers;
  }
}
