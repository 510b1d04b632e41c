package org.tributary.tagger;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.feature.NumberColumn;
import org.tributary.internal.NullChecks;
import org.tributary.internal.SentenceChecks;

/**
 * A tokenized sentence with numbers of its own, such as measurements, for the number inputs of a
 * tagger. Immutable.
 *
 * @param tokens the tokens, at least one, none empty
 * @param numbers the numbers of each token, by the name of the input that reads them
 */
public record Sentence(List<String> tokens, Map<String, NumberColumn> numbers) {

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if there is no token, one is empty, or a column does not have
   *     one row of numbers per token
   * @throws NullPointerException if an argument or a token is null
   */
  public Sentence {
    tokens = SentenceChecks.copyOf(tokens);
    NullChecks.require("numbers", "a map", numbers);
    for (Map.Entry<String, NumberColumn> column : numbers.entrySet()) {
      NullChecks.require("numbers", "the name of an input", column.getKey());
      NullChecks.require("numbers " + column.getKey(), "a column", column.getValue());
      if (column.getValue().steps() != tokens.size()) {
        throw new IllegalArgumentException(
            "numbers %s: expected %d rows, one per token, got %d"
                .formatted(column.getKey(), tokens.size(), column.getValue().steps()));
      }
    }
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }

  /** Creates a sentence without numbers. */
  public Sentence(List<String> tokens) {
    this(tokens, Map.of());
  }

  /** Returns a copy with the numbers that the input {@code name} reads, one row per token. */
  public Sentence withNumbers(String name, NumberColumn column) {
    Map<String, NumberColumn> extended = new LinkedHashMap<>(numbers);
    extended.put(name, column);
    return new Sentence(tokens, extended);
  }
}
