package org.tributary.examples.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A weighted context-free grammar. The header of {@code grammar.txt} explains the format. */
final class Grammar {

  /** The item for a random number in digits, rarely repeated. */
  static final String DIGITS = "digits/NUM";

  private static final String START = "START";
  private static final Pattern RULE = Pattern.compile("(\\S+) (\\d+) =(?: (.+))?");

  private record Rule(int weight, List<String> items, int line) {}

  /** The words that may be drawn. */
  enum Vocabulary {
    /** The words without a star, for the training split. */
    COMMON,
    /** All words. */
    FULL
  }

  private final Map<String, List<Rule>> rules;
  private final Lexicon lexicon;

  private Grammar(Map<String, List<Rule>> rules, Lexicon lexicon) {
    this.rules = rules;
    this.lexicon = lexicon;
  }

  /**
   * Parses rules and checks that every symbol in them is defined.
   *
   * @throws IllegalArgumentException if a rule is malformed; the message names the line
   */
  static Grammar parse(List<String> lines, Lexicon lexicon) {
    Map<String, List<Rule>> rules = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.contains("(n)")) {
        addRule(rules, line.replace("(n)", "(sg)"), i + 1);
        addRule(rules, line.replace("(n)", "(pl)"), i + 1);
      } else {
        addRule(rules, line, i + 1);
      }
    }
    Grammar grammar = new Grammar(rules, lexicon);
    grammar.check();
    return grammar;
  }

  private static void addRule(Map<String, List<Rule>> rules, String text, int line) {
    Matcher parts = RULE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "grammar, line " + line + ": expected SYMBOL WEIGHT = ITEMS, got '" + text + "'");
    }
    List<String> items = parts.group(3) == null ? List.of() : List.of(parts.group(3).split(" +"));
    rules
        .computeIfAbsent(parts.group(1), key -> new ArrayList<>())
        .add(new Rule(Integer.parseInt(parts.group(2)), items, line));
  }

  private void check() {
    for (List<Rule> alternatives : rules.values()) {
      for (Rule rule : alternatives) {
        for (String item : rule.items()) {
          if (!item.contains("/") && !rules.containsKey(item) && !lexicon.contains(item)) {
            throw new IllegalArgumentException(
                "grammar, line "
                    + rule.line()
                    + ": symbol '"
                    + item
                    + "' has no rule and is not a lexicon table; is it misspelt?");
          }
        }
      }
    }
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
  static final class Lexicon {

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

  /** A word and its part-of-speech tag. */
  record TaggedWord(String word, String tag) {

    /**
     * Parses word/TAG, split at the last slash.
     *
     * @throws IllegalArgumentException if the word or the tag is missing
     */
    static TaggedWord parse(String text) {
      int slash = text.lastIndexOf('/');
      if (slash < 1 || slash == text.length() - 1) {
        throw new IllegalArgumentException(
            "expected word/TAG, got '" + text + "'; the word or the tag is missing");
      }
      return new TaggedWord(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
      return word + "/" + tag;
    }
  }
}
