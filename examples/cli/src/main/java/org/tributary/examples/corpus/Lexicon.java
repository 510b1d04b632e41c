package org.tributary.examples.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Tables of words, from {@code lexicon.txt}; its head explains the format. */
final class Lexicon {

  /** Which words may be drawn. */
  enum Vocabulary {
    /** Those without a star: the training part's. */
    COMMON,
    /** All of them. */
    FULL
  }

  /** The first word of a table is drawn about this many times as often as one this far down. */
  private static final int FLATNESS = 6;

  private record Entry(TaggedWord word, boolean heldOut) {}

  private final Map<String, List<Entry>> tables;

  private Lexicon(Map<String, List<Entry>> tables) {
    this.tables = tables;
  }

  /**
   * Reads tables.
   *
   * @throws IllegalArgumentException naming the line where one is malformed
   */
  static Lexicon parse(List<String> lines) {
    Map<String, List<Entry>> tables = new HashMap<>();
    String[] header = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[")) {
        header = line.replace("[", "").replace("]", "").split(" ", -1);
      } else if (header == null || header.length < 2) {
        throw new IllegalArgumentException(
            "lexicon, line " + (i + 1) + ": expected [table TAG] and its forms before the words");
      } else {
        for (String word : line.split(" ", -1)) {
          addWord(tables, header, word, i + 1);
        }
      }
    }
    return new Lexicon(tables);
  }

  private static void addWord(
      Map<String, List<Entry>> tables, String[] header, String text, int line) {
    boolean heldOut = text.startsWith("*");
    String[] forms = text.substring(heldOut ? 1 : 0).split("/", -1);
    int expected = Math.max(1, header.length - 2);
    if (forms.length != expected) {
      throw new IllegalArgumentException(
          "lexicon, line "
              + line
              + ": expected "
              + expected
              + " forms in table "
              + header[0]
              + ", got '"
              + text
              + "'");
    }
    for (int i = 0; i < forms.length; i++) {
      String symbol = header.length == 2 ? header[0] : header[0] + "(" + header[i + 2] + ")";
      tables
          .computeIfAbsent(symbol, key -> new ArrayList<>())
          .add(new Entry(new TaggedWord(forms[i], header[1]), heldOut));
    }
  }

  boolean contains(String symbol) {
    return tables.containsKey(symbol);
  }

  /** Draws a word; the weight of the one at rank r, from 0, is 1 / (r + FLATNESS). */
  TaggedWord draw(String symbol, Vocabulary vocabulary, SplittableRandom random) {
    List<Entry> table =
        tables.get(symbol).stream()
            .filter(entry -> vocabulary == Vocabulary.FULL || !entry.heldOut())
            .toList();
    double total = 0;
    for (int i = 0; i < table.size(); i++) {
      total += 1.0 / (i + FLATNESS);
    }
    double left = random.nextDouble() * total;
    int rank = 0;
    while (rank < table.size() - 1 && left >= 1.0 / (rank + FLATNESS)) {
      left -= 1.0 / (rank + FLATNESS);
      rank++;
    }
    return table.get(rank).word();
  }
}
