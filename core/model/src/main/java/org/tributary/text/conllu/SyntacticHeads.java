package org.tributary.text.conllu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values of {@link ConlluSentence#heads()}. */
final class SyntacticHeads {
  private static final String ROOT = "root";

  /** CoNLL-U's sign for no value. */
  private static final String NO_VALUE = "_";

  private SyntacticHeads() {}

  /** Returns one value per word; {@code _} if the HEAD column names no word of the sentence. */
  static List<String> of(ConlluSentence sentence) {
    List<String> ids = sentence.column(ConlluColumn.ID);
    List<String> heads = sentence.column(ConlluColumn.HEAD);
    List<String> tags = sentence.column(ConlluColumn.UPOS);
    Map<String, Integer> indexById = new HashMap<>();
    for (int k = 0; k < ids.size(); k++) {
      indexById.put(ids.get(k), k);
    }
    List<String> values = new ArrayList<>(heads.size());
    for (int k = 0; k < heads.size(); k++) {
      Integer head = indexById.get(heads.get(k));
      if (head != null) {
        values.add(tags.get(head) + (head < k ? "<" : ">"));
      } else {
        values.add(heads.get(k).equals("0") ? ROOT : NO_VALUE);
      }
    }
    return values;
  }
}
