package org.tributary.tagger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.input.Reading;

/**
 * Vectors that a network in use has made of what it read at single steps. Bounded; what was not
 * asked for longest is forgotten first. Threads may share it.
 */
final class WordMemory {
  /** What all vectors together may hold: 64 MiB. */
  private static final int ELEMENTS = 1 << 24;

  private static final float LOAD = 0.75f;

  private final int most;
  private final Map<Reading, float[]> vectors;

  /**
   * An empty memory.
   *
   * @param size of a vector
   */
  static WordMemory ofVectors(int size) {
    return new WordMemory(Math.max(1, ELEMENTS / size));
  }

  /**
   * @param most how many words there may be
   */
  WordMemory(int most) {
    this.most = most;
    this.vectors =
        new LinkedHashMap<>(16, LOAD, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Reading, float[]> eldest) {
            return size() > most;
          }
        };
  }

  /** How many words there may be. */
  int most() {
    return most;
  }

  /** The vector of each of {@code words}, in order; null where it is not known. */
  synchronized List<float[]> recall(List<Reading> words) {
    List<float[]> recalled = new ArrayList<>(words.size());
    words.forEach(word -> recalled.add(vectors.get(word)));
    return recalled;
  }

  /**
   * Keeps vectors, which nobody may change from now on.
   *
   * @param made one for each of {@code words}
   */
  synchronized void keep(List<Reading> words, List<float[]> made) {
    for (int k = 0; k < words.size(); k++) {
      vectors.put(words.get(k), made.get(k));
    }
  }
}
