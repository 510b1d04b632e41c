package org.tributary.internal.training;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tributary.head.Head;
import org.tributary.head.TransitionConstraints;
import org.tributary.span.SpanLabels;
import org.tributary.span.TagScheme;

/**
 * A validator of training labels against a tag scheme. A tagger constrained to a scheme never
 * predicts labels that violate it.
 */
public final class SchemeValidator {
  private static final Logger LOGGER = System.getLogger(SchemeValidator.class.getName());
  private static final String OUTSIDE = "O";

  private final List<String> names;
  private final List<int[]> sequences;
  private final long withSpans;

  private SchemeValidator(List<List<String>> labels) {
    this.names = labels.stream().flatMap(List::stream).distinct().sorted().toList();
    Map<String, Integer> ids = new HashMap<>();
    names.forEach(name -> ids.put(name, ids.size()));
    this.sequences = labels.stream().map(l -> l.stream().mapToInt(ids::get).toArray()).toList();
    this.withSpans =
        labels.stream().filter(l -> l.stream().anyMatch(name -> !name.equals(OUTSIDE))).count();
  }

  /**
   * Checks training data against the scheme of a head, if it has one; see {@link
   * #require(TagScheme, List)}.
   */
  public static void require(Head head, List<List<String>> labels) {
    head.scheme().ifPresent(scheme -> require(scheme, labels));
  }

  /**
   * Checks training data. Up to half of the sequences with spans may violate the scheme, with a
   * warning.
   *
   * @param labels the labels of each sequence
   * @throws IllegalArgumentException if more than half of the sequences with spans violate the
   *     scheme; the message names a scheme that fits
   */
  static void require(TagScheme scheme, List<List<String>> labels) {
    SchemeValidator validator = new SchemeValidator(labels);
    OptionalLong violations = validator.violations(scheme);
    if (violations.isEmpty()) {
      return; // TransitionConstraints rejects labels outside the scheme
    }
    if (validator.isMinority(violations.getAsLong())) {
      validator.warn(scheme, violations.getAsLong());
      return;
    }
    String hint =
        validator
            .best()
            .map(
                other ->
                    "they fit %s: choose that, or convert them by TagScheme.convert"
                        .formatted(other))
            .orElse("choose no scheme, or correct the labels");
    throw new IllegalArgumentException(
        "training data: expected labels that comply with %s, got %d of %d sequences with spans that violate it, which the tagger could never predict; %s"
            .formatted(scheme, violations.getAsLong(), validator.withSpans, hint));
  }

  /**
   * Returns a CRF if every label is a span label, and a softmax otherwise. The CRF is constrained
   * to the scheme that the fewest sequences violate; it is unconstrained if more than half of the
   * sequences with spans violate every scheme.
   *
   * @param names the distinct labels, also of sequences that the loss does not count
   * @param labels the labels of each sequence that it counts
   */
  public static Head automaticHead(Collection<String> names, List<List<String>> labels) {
    if (!SpanLabels.encodeSpans(names)) {
      return Head.softmax();
    }
    return fitting(labels).map(Head::crf).orElseGet(Head::crf);
  }

  /**
   * Returns the scheme that the fewest sequences violate, if at most half of those with spans do;
   * empty, with a warning, if no scheme fits.
   *
   * @param labels the span labels of each sequence
   */
  static Optional<TagScheme> fitting(List<List<String>> labels) {
    SchemeValidator validator = new SchemeValidator(labels);
    Optional<TagScheme> best = validator.best();
    if (best.isEmpty()) {
      LOGGER.log(
          Level.WARNING,
          "training data: the labels fit no tag scheme, so the CRF is not constrained to one; correct them if they are wrong: {0}",
          Stream.of(TagScheme.values()).map(validator::misfit).collect(Collectors.joining(", ")));
    }
    return best;
  }

  /** Returns why a scheme does not fit. */
  private String misfit(TagScheme scheme) {
    Optional<String> other = names.stream().filter(name -> !scheme.accepts(name)).findFirst();
    if (other.isPresent()) {
      return "%s has no label '%s'".formatted(scheme, other.get());
    }
    OptionalLong violations = violations(scheme);
    return violations.isPresent()
        ? "%d of %d sequences with spans violate %s"
            .formatted(violations.getAsLong(), withSpans, scheme)
        : "%s allows no sequence of them alone".formatted(scheme);
  }

  private void warn(TagScheme scheme, long violations) {
    if (violations > 0) {
      LOGGER.log(
          Level.WARNING,
          "training data: {0} of {1} sequences with spans violate {2}; the tagger can never predict their labels",
          violations,
          withSpans,
          scheme);
    }
  }

  /** Returns the scheme with the fewest violations, if at most half of the sequences with spans. */
  private Optional<TagScheme> best() {
    Map<TagScheme, Long> violations = new EnumMap<>(TagScheme.class);
    for (TagScheme scheme : TagScheme.values()) {
      violations(scheme).ifPresent(count -> violations.put(scheme, count));
    }
    return violations.entrySet().stream()
        .filter(entry -> isMinority(entry.getValue()))
        .min(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }

  private boolean isMinority(long sequences) {
    return 2 * sequences <= withSpans;
  }

  /** Returns the number of violating sequences; empty if a label does not belong to the scheme. */
  private OptionalLong violations(TagScheme scheme) {
    TransitionConstraints rules;
    try {
      rules = TransitionConstraints.of(scheme, names);
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        sequences.stream().filter(labels -> labels.length > 0 && !rules.allow(labels)).count());
  }
}
