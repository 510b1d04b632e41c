package org.tributary.examples.corpus;

import java.util.ArrayList;
import java.util.List;

/**
 * The BIO labels of words between the marks <code>{/TYPE</code> and <code>}/TYPE</code> of a
 * grammar. Entities do not nest.
 */
final class EntityMarks {
  private static final String BEGIN = "{";
  private static final String END = "}";
  private static final String OUTSIDE = "O";

  private EntityMarks() {}

  /**
   * Returns the words without the marks, each with its BIO label instead of its tag.
   *
   * @throws IllegalArgumentException if a mark has no counterpart, or entities nest
   */
  static List<TaggedWord> toBio(List<TaggedWord> marked) {
    List<TaggedWord> words = new ArrayList<>();
    String type = null;
    boolean first = false;
    for (TaggedWord word : marked) {
      switch (word.word()) {
        case BEGIN -> {
          require(type == null, marked);
          type = word.tag();
          first = true;
        }
        case END -> {
          require(word.tag().equals(type) && !first, marked);
          type = null;
        }
        default -> {
          String label = type == null ? OUTSIDE : (first ? "B-" : "I-") + type;
          words.add(new TaggedWord(word.word(), label));
          first = false;
        }
      }
    }
    require(type == null, marked);
    return words;
  }

  private static void require(boolean valid, List<TaggedWord> marked) {
    if (!valid) {
      throw new IllegalArgumentException(
          "grammar: expected every {/TYPE to be followed by words and then by }/TYPE, got "
              + marked
              + "; is a mark missing in a rule?");
    }
  }
}
