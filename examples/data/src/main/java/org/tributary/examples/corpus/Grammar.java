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
  List<TaggedWord> draw(Lexicon.Vocabulary vocabulary, SplittableRandom random) {
    List<TaggedWord> words = new ArrayList<>();
    expand(START, vocabulary, random, words);
    return words;
  }

  private void expand(
      String item, Lexicon.Vocabulary vocabulary, SplittableRandom random, List<TaggedWord> words) {
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
}
