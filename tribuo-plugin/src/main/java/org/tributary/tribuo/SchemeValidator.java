package org.tributary.tribuo;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.head.TransitionConstraints;
import org.tributary.span.TagScheme;

/**
 * A validator of training labels against a tag scheme. A tagger constrained to a scheme could never
 * predict labels that violate it.
 */
final class SchemeValidator {
  private final List<String> names;
  private final List<int[]> sequences = new ArrayList<>();
  private int withSpans;

  private SchemeValidator(SequenceDataset<Label> examples) {
    this.names =
        examples.getOutputInfo().getDomain().stream().map(Label::getLabel).sorted().toList();
    Map<String, Integer> ids = new HashMap<>();
    names.forEach(name -> ids.put(name, ids.size()));
    for (SequenceExample<Label> sequence : examples) {
      if (sequence.getWeight() == 0) {
        continue; // not used in training
      }
      int[] labels = new int[sequence.size()];
      boolean hasSpan = false;
      int at = 0;
      for (Example<Label> step : sequence) {
        String label = step.getOutput().getLabel();
        labels[at++] = ids.get(label);
        hasSpan |= !label.equals("O");
      }
      sequences.add(labels);
      withSpans += hasSpan ? 1 : 0;
    }
  }

  /**
   * Checks training data. A minority of sequences may violate the scheme.
   *
   * @throws IllegalArgumentException if more than half of the sequences with spans violate the
   *     scheme; the message names a scheme that fits
   */
  static void require(TagScheme scheme, SequenceDataset<Label> examples) {
    SchemeValidator validator = new SchemeValidator(examples);
    OptionalLong violations = validator.violations(scheme);
    if (violations.isEmpty() || validator.isMinority(violations.getAsLong())) {
      return; // Transitions rejects labels outside the scheme
    }
    String cure =
        validator
            .best()
            .map(other -> "they fit " + other + ": choose that, or convert them by SpanConversion")
            .orElse("choose no scheme, or correct the labels");
    throw new IllegalArgumentException(
        "training data: expected labels that comply with %s, got %d of %d sequences with spans that violate it, which the tagger could never predict; %s"
            .formatted(scheme, violations.getAsLong(), validator.withSpans, cure));
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
