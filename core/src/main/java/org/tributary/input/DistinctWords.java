package org.tributary.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The distinct words of a batch, numbered as they first come, row after row. */
final class DistinctWords {
  private final List<Spelling> words;
  private final List<Integer> first;
  private final int[] numbers;

  private DistinctWords(List<Spelling> words, List<Integer> first, int[] numbers) {
    this.words = words;
    this.first = first;
    this.numbers = numbers;
  }

  /** Those of {@code columns}, one a row; padding reads word 0. */
  static DistinctWords of(List<InputColumn> columns, BatchShape shape) {
    Map<Spelling, Integer> numbered = new LinkedHashMap<>();
    List<Integer> first = new ArrayList<>();
    int[] numbers = new int[shape.positions()];
    for (int row = 0; row < columns.size(); row++) {
      List<Spelling> spellings = ((CharacterColumn) columns.get(row)).words();
      for (int step = 0; step < spellings.size(); step++) {
        int position = shape.position(step, row);
        Integer number = numbered.putIfAbsent(spellings.get(step), numbered.size());
        if (number == null) {
          first.add(position);
        }
        numbers[position] = number == null ? numbered.size() - 1 : number;
      }
    }
    return new DistinctWords(List.copyOf(numbered.keySet()), first, numbers);
  }

  /** The words, in the order of their numbers. */
  List<Spelling> words() {
    return words;
  }

  /** The position t·N + n where word {@code number} comes first. */
  int first(int number) {
    return first.get(number);
  }

  /** [T·N], the number of the word that each position reads. */
  int[] numbers() {
    return numbers;
  }
}
