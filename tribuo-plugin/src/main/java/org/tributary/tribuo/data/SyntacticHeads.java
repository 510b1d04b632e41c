package org.tributary.tribuo.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@link TokenMetadata#HEAD} says of each word of a sentence. */
final class SyntacticHeads {
  private static final String ROOT = "root";

  /** CoNLL-U's sign for no value. */
  private static final String NONE = "_";

  private SyntacticHeads() {}

  /** One a word; {@code _} where the file names no word of the sentence. */
  static List<String> of(ConlluSentence sentence) {
    List<String> ids = sentence.column(ConlluColumn.ID);
    List<String> heads = sentence.column(ConlluColumn.HEAD);
    List<String> tags = sentence.column(ConlluColumn.UPOS);
    Map<String, Integer> places = new HashMap<>();
    for (int k = 0; k < ids.size(); k++) {
      places.put(ids.get(k), k);
    }
    List<String> found = new ArrayList<>(heads.size());
    for (int k = 0; k < heads.size(); k++) {
      Integer head = places.get(heads.get(k));
      if (head != null) {
        found.add(tags.get(head) + (head < k ? "<" : ">"));
      } else {
        found.add(heads.get(k).equals("0") ? ROOT : NONE);
      }
    }
    return found;
  }
}
