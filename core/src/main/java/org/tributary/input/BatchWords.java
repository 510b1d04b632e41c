package org.tributary.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The distinct words of a batch as arrays: a batch [L, W] of its own, of which each position of the
 * sequences reads a word.
 */
final class BatchWords {
  /**
   * The number of words is filled up to a multiple of this with empty ones. Then every product has
   * enough rows, and every elementwise operation a whole number of the processor's vectors, for a
   * word to get the same bits in every batch.
   */
  static final int GROUP = 16;

  private final int longest;
  private final int[] lengths;
  private final int[] words;
  private final int[] characters;
  private final int[] places;

  private BatchWords(int longest, int[] lengths, int[] words, int[] characters, int[] places) {
    this.longest = longest;
    this.lengths = lengths;
    this.words = words;
    this.characters = characters;
    this.places = places;
  }

  /** Words are numbered as they first come, row after row; padding reads word 0. */
  static BatchWords of(List<InputColumn> columns, BatchShape shape, Hiding hiding) {
    Map<Spelling, Integer> numbers = new LinkedHashMap<>();
    List<Integer> first = new ArrayList<>(); // where each distinct word stands first
    int[] words = new int[shape.positions()];
    for (int row = 0; row < columns.size(); row++) {
      List<Spelling> spellings = ((CharacterColumn) columns.get(row)).words();
      for (int step = 0; step < spellings.size(); step++) {
        Spelling word = spellings.get(step);
        int position = shape.position(step, row);
        Integer number = numbers.putIfAbsent(word, numbers.size());
        if (number == null) {
          first.add(position);
        }
        words[position] = number == null ? numbers.size() - 1 : number;
      }
    }
    List<int[]> read = new ArrayList<>();
    numbers.keySet().forEach(word -> read.add(read(word, first.get(read.size()), hiding)));
    int count = Math.max(1, (read.size() + GROUP - 1) / GROUP) * GROUP;
    int[] lengths = new int[count];
    int[] characters = new int[read.stream().mapToInt(w -> w.length).sum()];
    int[] places = new int[characters.length];
    int at = 0;
    for (int w = 0; w < read.size(); w++) {
      lengths[w] = read.get(w).length;
      for (int k = 0; k < lengths[w]; k++, at++) {
        characters[at] = read.get(w)[k];
        places[at] = k * count + w;
      }
    }
    int longest = Math.max(1, Arrays.stream(lengths).max().orElse(0));
    return new BatchWords(longest, lengths, words, characters, places);
  }

  /** The characters that are read of a word: its two ends where it is long. */
  private static int[] read(Spelling word, int position, Hiding hiding) {
    int length = Math.min(word.length(), CharacterInput.LONGEST);
    int[] read = new int[length];
    for (int k = 0; k < length; k++) {
      int character =
          word.character(k < CharacterInput.LONGEST / 2 ? k : word.length() - length + k);
      read[k] = hiding.hides(character, position) ? hiding.unknown() : character;
    }
    return read;
  }

  /** L, at least 1. */
  int longest() {
    return longest;
  }

  /** [W], each word's number of characters; 0 for what fills up. */
  int[] lengths() {
    return lengths;
  }

  /** [T·N], the word that each position reads. */
  int[] words() {
    return words;
  }

  /** [K], word after word. */
  int[] characters() {
    return characters;
  }

  /** [K], the index k·W + w of character k of word w. */
  int[] places() {
    return places;
  }
}
