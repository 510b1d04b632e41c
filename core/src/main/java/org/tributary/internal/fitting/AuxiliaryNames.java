package org.tributary.internal.fitting;

import java.util.HashSet;
import java.util.Set;
import org.tributary.tagger.definition.LabelColumn;

/**
 * The names of the label columns of a tagger's auxiliary tasks, each used once. Not thread-safe.
 */
public final class AuxiliaryNames {
  private final Set<String> used = new HashSet<>(Set.of(LabelColumn.MAIN));

  /** Returns the key's last part as an unused column name; {@code conllu.upos} is upos. */
  public String of(String key) {
    String last = key.substring(key.lastIndexOf('.') + 1).replaceAll("[^A-Za-z0-9_]", "_");
    String name = last.matches("[A-Za-z].*") ? last : "task" + last;
    String unused = name;
    for (int number = 2; !used.add(unused); number++) {
      unused = name + "_" + number;
    }
    return unused;
  }
}
