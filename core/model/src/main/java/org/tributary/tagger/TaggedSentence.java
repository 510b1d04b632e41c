package org.tributary.tagger;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.feature.NumberColumn;
import org.tributary.internal.NullChecks;
import org.tributary.internal.SentenceChecks;

/**
 * A tokenized sentence with one label per token and, for auxiliary tasks, further columns of one
 * value per token. Immutable.
 *
 * @param tokens the tokens, at least one, none empty
 * @param labels the labels, one per token, none empty
 * @param columns the values of further columns by name, one per token; an empty text for a token
 *     without a value
 * @param numbers the numbers of each token, by the name of the input that reads them
 * @param softLabels a distribution over labels for each token, which training learns beside the
 *     label; empty without teachers
 */
public record TaggedSentence(
    List<String> tokens,
    List<String> labels,
    Map<String, List<String>> columns,
    Map<String, NumberColumn> numbers,
    Optional<SoftLabels> softLabels) {
  /** The prefix of the names of grammatical columns. */
  public static final String CONLLU = "conllu.";

  /** The name of a column of universal part-of-speech tags. */
  public static final String UPOS = CONLLU + "upos";

  /** The name of a column of the language's own part-of-speech tags. */
  public static final String XPOS = CONLLU + "xpos";

  /** The name of a column of morphological features. */
  public static final String FEATS = CONLLU + "feats";

  /** The name of a column of relations to the syntactic head. */
  public static final String DEPREL = CONLLU + "deprel";

  /**
   * The name of a column of tags and directions of the syntactic head; see {@link
   * org.tributary.text.ConlluSentence#heads}.
   */
  public static final String HEAD = CONLLU + "head";

  /**
   * The names of the grammatical columns that {@link org.tributary.text.ConlluReader} reads and
   * {@code Tagger.define()} learns as auxiliary tasks.
   */
  public static final List<String> GRAMMAR = List.of(UPOS, XPOS, FEATS, DEPREL, HEAD);

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no token, the lists and columns differ in length,
   *     a token is empty, or a label blank
   * @throws NullPointerException if a list, a token, a label or a value is null
   */
  public TaggedSentence {
    tokens = SentenceChecks.copyOf(tokens);
    labels = checkValues("labels", "label", labels, tokens);
    requireTexts("labels", labels, tokens);
    Map<String, List<String>> copies = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> column : columns.entrySet()) {
      String name = "column " + column.getKey();
      copies.put(column.getKey(), checkValues(name, "value", column.getValue(), tokens));
    }
    columns = Collections.unmodifiableMap(copies);
    numbers = new Sentence(tokens, numbers).numbers();
    NullChecks.require("soft labels", "an Optional", softLabels);
    if (softLabels.isPresent() && softLabels.get().distributions().steps() != tokens.size()) {
      throw new IllegalArgumentException(
          "soft labels: expected %d distributions, one per token, got %d"
              .formatted(tokens.size(), softLabels.get().distributions().steps()));
    }
  }

  /**
   * Creates a sentence without soft labels.
   *
   * @throws IllegalArgumentException as the constructor with all components
   * @throws NullPointerException as the constructor with all components
   */
  public TaggedSentence(
      List<String> tokens,
      List<String> labels,
      Map<String, List<String>> columns,
      Map<String, NumberColumn> numbers) {
    this(tokens, labels, columns, numbers, Optional.empty());
  }

  /**
   * Creates a sentence without further columns.
   *
   * @throws IllegalArgumentException if there is no token, the lists differ in length, or a token
   *     or label is empty
   * @throws NullPointerException if a list, a token or a label is null
   */
  public TaggedSentence(List<String> tokens, List<String> labels) {
    this(tokens, labels, Map.of(), Map.of());
  }

  /**
   * Returns a copy with a further column, such as {@code xpos}, for an auxiliary task of that name;
   * it replaces a column of the same name. An empty text is no value: training ignores the token in
   * this task.
   *
   * @throws IllegalArgumentException if there is not one value per token
   * @throws NullPointerException if the list or a value is null
   */
  public TaggedSentence withColumn(String name, List<String> values) {
    Map<String, List<String>> extended = new LinkedHashMap<>(columns);
    extended.put(NullChecks.require("column", "a name", name), values);
    return new TaggedSentence(tokens, labels, extended, numbers, softLabels);
  }

  /** Returns a copy with the numbers that the input {@code name} reads, one row per token. */
  public TaggedSentence withNumbers(String name, NumberColumn column) {
    return new TaggedSentence(
        tokens, labels, columns, sentence().withNumbers(name, column).numbers(), softLabels);
  }

  /**
   * Returns a copy with soft labels, which replace earlier ones; {@code Teachers} computes them.
   *
   * @throws IllegalArgumentException if there is not one distribution per token
   */
  public TaggedSentence withSoftLabels(SoftLabels soft) {
    NullChecks.require("soft", "soft labels", soft);
    return new TaggedSentence(tokens, labels, columns, numbers, Optional.of(soft));
  }

  /** Returns whether the loss counts the labels: not beside soft labels of weight 1. */
  public boolean countsLabels() {
    return softLabels.map(SoftLabels::countsLabels).orElse(true);
  }

  /** Returns the value of a token in a column, if the sentence has the column and it a value. */
  public Optional<String> value(String column, int token) {
    return Optional.ofNullable(columns.get(column))
        .map(values -> values.get(token))
        .filter(value -> !value.isEmpty());
  }

  /** Returns the sentence without labels, for prediction. */
  public Sentence sentence() {
    return new Sentence(tokens, numbers);
  }

  private static List<String> checkValues(
      String list, String value, List<String> values, List<String> tokens) {
    NullChecks.requireElements(list, value, values);
    List<String> copy = List.copyOf(values);
    if (copy.size() != tokens.size()) {
      throw new IllegalArgumentException(
          "%s: expected %d, one per token, got %d".formatted(list, tokens.size(), copy.size()));
    }
    return copy;
  }

  private static void requireTexts(String list, List<String> values, List<String> tokens) {
    for (int k = 0; k < values.size(); k++) {
      if (values.get(k).isBlank()) {
        throw new IllegalArgumentException(
            "%s: expected a text for token %d (\"%s\"), got %s"
                .formatted(
                    list, k + 1, tokens.get(k), values.get(k).isEmpty() ? "nothing" : "blanks"));
      }
    }
  }
}
