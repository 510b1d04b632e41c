package org.tributary.examples.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Tables of words by part of speech and form. The header of {@code lexicon.txt} explains the
 * format.
 */
final class Lexicon {

  /** The words that may be drawn. */
  enum Vocabulary {
    /** The words without a star, for the training split. */
    COMMON,
    /** All words. */
    FULL
  }

  /** Offset of ranks in the Zipf-like weights; a larger offset makes the distribution flatter. */
  private static final int RANK_OFFSET = 6;

  private record Entry(TaggedWord word, boolean heldOut) {}

  private final Map<String, List<Entry>> tables;

  private Lexicon(Map<String, List<Entry>> tables) {
    this.tables = tables;
  }

  /**
   * Parses tables.
   *
   * @throws IllegalArgumentException if a line is malformed; the message names the line
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

  /** Draws a word from a table; the weight of rank r, from 0, is 1 / (r + RANK_OFFSET). */
  TaggedWord draw(String symbol, Vocabulary vocabulary, SplittableRandom random) {
    List<Entry> table =
        tables.get(symbol).stream()
            .filter(entry -> vocabulary == Vocabulary.FULL || !entry.heldOut())
            .toList();
    double total = 0;
    for (int i = 0; i < table.size(); i++) {
      total += 1.0 / (i + RANK_OFFSET);
    }
    double remaining = random.nextDouble() * total;
    int rank = 0;
    while (rank < table.size() - 1 && remaining >= 1.0 / (rank + RANK_OFFSET)) {
      remaining -= 1.0 / (rank + RANK_OFFSET);
      rank++;
    }
    return table.get(rank).word();
  }
}
