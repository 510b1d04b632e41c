package org.tributary.graph.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tributary.feature.UnkReplacement;
import org.tributary.feature.character.CharacterInput;
import org.tributary.feature.character.CharacterSequence;

/**
 * The characters of a batch of words, as the arrays of a padded batch [L, W]; a batch without words
 * has an empty one.
 */
final class CharacterBatch {
  private final int maxLength;
  private final int[] lengths;
  private final int[] characters;
  private final int[] positions;

  private CharacterBatch(List<int[]> words) {
    int count = Math.max(1, words.size());
    this.lengths = new int[count];
    this.characters = new int[words.stream().mapToInt(w -> w.length).sum()];
    this.positions = new int[characters.length];
    int next = 0;
    for (int w = 0; w < words.size(); w++) {
      lengths[w] = words.get(w).length;
      for (int k = 0; k < lengths[w]; k++, next++) {
        characters[next] = words.get(w)[k];
        positions[next] = k * count + w;
      }
    }
    this.maxLength = Math.max(1, Arrays.stream(lengths).max().orElse(0));
  }

  /**
   * Returns the batch of distinct words. Rare characters may be replaced, by the position of a
   * word's first occurrence.
   */
  static CharacterBatch of(UniqueIndex<CharacterSequence> distinct, UnkReplacement replacement) {
    List<int[]> words = new ArrayList<>();
    for (int w = 0; w < distinct.items().size(); w++) {
      words.add(characters(distinct.items().get(w), distinct.first(w), replacement));
    }
    return new CharacterBatch(words);
  }

  /** Returns the characters that are read, some replaced. */
  private static int[] characters(
      CharacterSequence word, int position, UnkReplacement replacement) {
    int[] characters = CharacterInput.read(word);
    for (int k = 0; k < characters.length; k++) {
      if (replacement.replaces(characters[k], position)) {
        characters[k] = replacement.unknown();
      }
    }
    return characters;
  }

  /** Returns L, the length of the longest word, at least 1. */
  int maxLength() {
    return maxLength;
  }

  /** Returns the number of characters of each word, [W]. */
  int[] lengths() {
    return lengths;
  }

  /** Returns the characters of all words, one word after another, [B]. */
  int[] characters() {
    return characters;
  }

  /** Returns the position k·W + w of each character k of word w, [B]. */
  int[] positions() {
    return positions;
  }
}
