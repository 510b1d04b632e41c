package org.tributary.examples.tagging;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tributary.tagger.Tagging;

/** Texts of labels and probabilities. */
final class TokenTexts {
  private TokenTexts() {}

  /** Returns a probability with four decimals. */
  static String probability(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /**
   * Returns the labels, each followed by {@code separator} and its probability if {@code
   * probabilities}.
   */
  static List<String> labels(Tagging tagging, boolean probabilities, String separator) {
    List<String> labels = tagging.labels();
    return !probabilities
        ? labels
        : IntStream.range(0, labels.size())
            .mapToObj(k -> labels.get(k) + separator + probability(tagging.probability(k)))
            .toList();
  }

  /** Returns {@link #line} with a line feed, an empty line for a sentence without words. */
  static String lineOf(Optional<Tagging> tagging, boolean probabilities) {
    return tagging.map(labels -> line(labels, probabilities)).orElse("") + "\n";
  }

  /** Returns word/TAG, or word/TAG/probability, separated by spaces. */
  static String line(Tagging tagging, boolean probabilities) {
    List<String> words = tagging.tokens();
    List<String> labels = labels(tagging, probabilities, "/");
    return IntStream.range(0, words.size())
        .mapToObj(k -> words.get(k) + "/" + labels.get(k))
        .collect(Collectors.joining(" "));
  }
}
