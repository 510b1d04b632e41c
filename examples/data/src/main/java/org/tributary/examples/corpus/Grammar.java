package org.tributary.examples.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A weighted context-free grammar. The header of {@code grammar.txt} explains the format. */
record Grammar(Map<String, List<Rule>> rules, Lexicon lexicon) {

  /** The item for a random number in digits, rarely repeated. */
  static final String DIGITS = "digits/NUM";

  private static final String START = "START";

  record Rule(int weight, List<String> items) {}

  /** The words that may be drawn. */
  enum Vocabulary {
    /** The words without a star, for the training split. */
    COMMON,
    /** All words. */
    FULL
  }

  /** Parses rules. */
  static Grammar parse(List<String> lines, Lexicon lexicon) {
    Map<String, List<Rule>> rules = new HashMap<>();
    for (String line : content(lines)) {
      for (String form : line.contains("(n)") ? List.of("(sg)", "(pl)") : List.of("")) {
        String[] sides = line.replace("(n)", form).split(" = ?", 2);
        String[] head = sides[0].split(" ", -1);
        List<String> items = sides[1].isEmpty() ? List.of() : List.of(sides[1].split(" +"));
        rules
            .computeIfAbsent(head[0], symbol -> new ArrayList<>())
            .add(new Rule(Integer.parseInt(head[1]), items));
      }
    }
    return new Grammar(rules, lexicon);
  }

  /** Returns the lines without comments and blank ones. */
  private static List<String> content(List<String> lines) {
    return lines.stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  /** Samples one sentence; returns its words in order. */
  List<TaggedWord> draw(Vocabulary vocabulary, SplittableRandom random) {
    List<TaggedWord> words = new ArrayList<>();
    expand(START, vocabulary, random, words);
    return words;
  }

  private void expand(
      String item, Vocabulary vocabulary, SplittableRandom random, List<TaggedWord> words) {
    if (item.equals(DIGITS)) {
      words.add(new TaggedWord(Integer.toString(random.nextInt(13, 2100)), "NUM"));
    } else if (item.contains("/")) {
      words.add(TaggedWord.parse(item));
    } else if (rules.containsKey(item)) {
      for (String part : choose(rules.get(item), random).items()) {
        expand(part, vocabulary, random, words);
      }
    } else {
      words.add(lexicon.draw(item, vocabulary, random));
    }
  }

  private static Rule choose(List<Rule> alternatives, SplittableRandom random) {
    int remaining = random.nextInt(alternatives.stream().mapToInt(Rule::weight).sum());
    for (Rule rule : alternatives) {
      remaining -= rule.weight();
      if (remaining < 0) {
        return rule;
      }
    }
    throw new AssertionError("weights do not add up");
  }

  /**
   * Tables of words by part of speech and form. The header of {@code lexicon.txt} explains the
   * format.
   */
  record Lexicon(Map<String, List<Entry>> tables) {

    /** Offset of ranks in the Zipf-like weights; a larger offset makes the distribution flatter. */
    private static final int RANK_OFFSET = 6;

    record Entry(TaggedWord word, boolean heldOut) {}

    /** Parses tables. */
    static Lexicon parse(List<String> lines) {
      Map<String, List<Entry>> tables = new HashMap<>();
      String[] header = {};
      for (String line : content(lines)) {
        if (line.startsWith("[")) {
          header = line.replaceAll("[\\[\\]]", "").split(" ");
        } else {
          for (String word : line.split(" ", -1)) {
            addWord(tables, header, word);
          }
        }
      }
      return new Lexicon(tables);
    }

    private static void addWord(Map<String, List<Entry>> tables, String[] header, String text) {
      boolean heldOut = text.startsWith("*");
      String[] forms = text.substring(heldOut ? 1 : 0).split("/", -1);
      for (int i = 0; i < forms.length; i++) {
        String symbol = header.length == 2 ? header[0] : header[0] + "(" + header[i + 2] + ")";
        tables
            .computeIfAbsent(symbol, key -> new ArrayList<>())
            .add(new Entry(new TaggedWord(forms[i], header[1]), heldOut));
      }
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

  /** A word and its part-of-speech tag. */
  record TaggedWord(String word, String tag) {

    /** Parses word/TAG, split at the last slash. */
    static TaggedWord parse(String text) {
      int slash = text.lastIndexOf('/');
      return new TaggedWord(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
      return word + "/" + tag;
    }
  }
}
