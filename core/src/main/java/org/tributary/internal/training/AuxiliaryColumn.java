package org.tributary.internal.training;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;

/**
 * The values of a column of the training data that may become an auxiliary task. A column that
 * equals the labels at every token, or has fewer than two distinct values, is none. Not
 * thread-safe.
 */
public final class AuxiliaryColumn {
  /** The text of an empty value in CoNLL-U, as a value and as a label. */
  public static final String EMPTY = "_";

  private final TreeSet<String> values = new TreeSet<>();
  private boolean equalsLabels = true;

  /** Adds the value of a token, if it has one, and the token's label. */
  public void add(Optional<String> value, String label) {
    value.ifPresent(values::add);
    equalsLabels &= value.orElse(EMPTY).equals(label);
  }

  /** Returns whether every token has its label as its value. */
  public boolean equalsLabels() {
    return equalsLabels;
  }

  /** Returns the number of distinct values. */
  public int size() {
    return values.size();
  }

  /** Returns the distinct values, sorted; a value's index is its label id. */
  public List<String> values() {
    return List.copyOf(values);
  }

  /**
   * Returns an unused name of a task's label column: the key's last part, {@code upos} of {@code
   * conllu.upos}.
   *
   * @param used the names in use, which takes the new one
   */
  static String columnName(String key, Set<String> used) {
    String last = key.substring(key.lastIndexOf('.') + 1).replaceAll("[^A-Za-z0-9_]", "_");
    String name = last.matches("[A-Za-z].*") ? last : "task" + last;
    String unused = name;
    for (int number = 2; unused.equals(LabelColumn.MAIN) || !used.add(unused); number++) {
      unused = name + "_" + number;
    }
    return unused;
  }

  /** Returns the label id of a token's value; a value absent from the training data has none. */
  static int label(List<String> values, Optional<String> value) {
    return value
        .map(text -> Collections.binarySearch(values, text))
        .filter(index -> index >= 0)
        .orElse(LabelledSequence.NONE);
  }
}
