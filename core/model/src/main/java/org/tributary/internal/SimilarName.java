package org.tributary.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The most similar of some names, for messages about a misspelt one. */
public final class SimilarName {
  private SimilarName() {}

  /**
   * Returns the candidate with the smallest edit distance to {@code name}, insertions, deletions
   * and substitutions of a character (Levenshtein 1966); empty if that exceeds a third of the
   * name's length, at least 1. The first of several is taken.
   */
  public static Optional<String> of(String name, Collection<String> candidates) {
    int most = Math.max(1, name.length() / 3);
    return candidates.stream()
        .filter(candidate -> Math.abs(candidate.length() - name.length()) <= most)
        .filter(candidate -> distance(name, candidate) <= most)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1]; // of the prefix of from: distance to each prefix of to
    for (int k = 0; k <= to.length(); k++) {
      row[k] = k;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int k = 1; k <= to.length(); k++) {
        int substituted = diagonal + (from.charAt(i - 1) == to.charAt(k - 1) ? 0 : 1);
        diagonal = row[k];
        row[k] = Math.min(substituted, Math.min(row[k], row[k - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
