package org.tributary.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Words as the arrays of a batch [L, W] of their characters. */
final class CharacterBatch {
  /**
   * The number of words is filled up to a multiple of this with empty ones. Then every product has
   * enough rows, and every elementwise operation a whole number of the processor's vectors, for a
   * word to get the same bits in every batch.
   */
  static final int GROUP = 16;

  private final int longest;
  private final int[] lengths;
  private final int[] characters;
  private final int[] places;

  private CharacterBatch(List<int[]> read) {
    int count = Math.max(1, (read.size() + GROUP - 1) / GROUP) * GROUP;
    this.lengths = new int[count];
    this.characters = new int[read.stream().mapToInt(w -> w.length).sum()];
    this.places = new int[characters.length];
    int at = 0;
    for (int w = 0; w < read.size(); w++) {
      lengths[w] = read.get(w).length;
      for (int k = 0; k < lengths[w]; k++, at++) {
        characters[at] = read.get(w)[k];
        places[at] = k * count + w;
      }
    }
    this.longest = Math.max(1, Arrays.stream(lengths).max().orElse(0));
  }

  /** The words of a batch, of which some characters may be hidden where a word comes first. */
  static CharacterBatch of(UniqueIndex<CharacterSequence> distinct, UnkReplacement hiding) {
    List<int[]> read = new ArrayList<>();
    for (int w = 0; w < distinct.items().size(); w++) {
      read.add(read(distinct.items().get(w), distinct.first(w), hiding));
    }
    return new CharacterBatch(read);
  }

  /** The characters that are read of a word: its two ends where it is long. */
  private static int[] read(CharacterSequence word, int position, UnkReplacement hiding) {
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

  /** [K], word after word. */
  int[] characters() {
    return characters;
  }

  /** [K], the index k·W + w of character k of word w. */
  int[] places() {
    return places;
  }
}
