package org.tributary.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The vectors of words that a network in use has read character by character, so that it reads a
 * word once and not once in every batch: a word's vector does not depend on what stands around it.
 * Bounded; what was not asked for longest is forgotten first. Threads may share it.
 */
final class WordMemory {
  /** What all vectors together may hold: 16 MiB. */
  private static final int ELEMENTS = 1 << 22;

  private static final float LOAD = 0.75f;

  private final Map<Spelling, float[]> vectors;

  /**
   * An empty memory.
   *
   * @param size S, of a word's vector
   */
  static WordMemory ofVectors(int size) {
    return new WordMemory(Math.max(1, ELEMENTS / size));
  }

  /**
   * @param most how many words there may be
   */
  WordMemory(int most) {
    this.vectors =
        new LinkedHashMap<>(16, LOAD, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Spelling, float[]> eldest) {
            return size() > most;
          }
        };
  }

  /** The vector of each of {@code words}, in order; null where it is not known. */
  synchronized List<float[]> recall(List<Spelling> words) {
    List<float[]> recalled = new ArrayList<>(words.size());
    words.forEach(word -> recalled.add(vectors.get(word)));
    return recalled;
  }

  /**
   * Keeps vectors, which nobody may change from now on.
   *
   * @param made one for each of {@code words}
   */
  synchronized void keep(List<Spelling> words, List<float[]> made) {
    for (int k = 0; k < words.size(); k++) {
      vectors.put(words.get(k), made.get(k));
    }
  }
}
