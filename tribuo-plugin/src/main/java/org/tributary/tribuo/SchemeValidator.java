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
import org.tributary.head.TagScheme;
import org.tributary.head.Transitions;

/**
 * Whether labels keep the rules of a scheme. A tagger that is held to one they break could never
 * predict them.
 */
final class SchemeValidator {
  private final List<String> names;
  private final List<int[]> sequences = new ArrayList<>();
  private int withSpans;

  private SchemeValidator(SequenceDataset<Label> examples) {
    this.names =
        examples.getOutputInfo().getDomain().stream().map(Label::getLabel).sorted().toList();
    Map<String, Integer> numbers = new HashMap<>();
    names.forEach(name -> numbers.put(name, numbers.size()));
    for (SequenceExample<Label> sequence : examples) {
      if (sequence.getWeight() == 0) {
        continue; // which is not trained on
      }
      int[] labels = new int[sequence.size()];
      boolean spans = false;
      int at = 0;
      for (Example<Label> step : sequence) {
        String label = step.getOutput().getLabel();
        labels[at++] = numbers.get(label);
        spans |= !label.equals("O");
      }
      sequences.add(labels);
      withSpans += spans ? 1 : 0;
    }
  }

  /**
   * Checks training data. Here and there a corpus may break a rule; most of it may not.
   *
   * @throws IllegalArgumentException naming a scheme that fits, if more than half of the sequences
   *     that have spans break the rules
   */
  static void require(TaggerScheme scheme, SequenceDataset<Label> examples) {
    Optional<TagScheme> rules = scheme.rules();
    if (rules.isEmpty()) {
      return;
    }
    SchemeValidator fit = new SchemeValidator(examples);
    OptionalLong breaking = fit.breaking(rules.get());
    if (breaking.isEmpty() || fit.isFew(breaking.getAsLong())) {
      return; // labels of another kind are refused where the rules are made
    }
    String cure =
        fit.best()
            .map(other -> "they fit " + other + ": choose that, or convert them by SpanConversion")
            .orElse("choose no scheme, or correct the labels");
    throw new IllegalArgumentException(
        "training data: expected labels that keep the rules of %s, got %d of %d sequences with spans that break them, so that the tagger could never predict what it learns; %s"
            .formatted(scheme, breaking.getAsLong(), fit.withSpans, cure));
  }

  /** The scheme that fewest sequences break, if they are no more than half of those with spans. */
  private Optional<TagScheme> best() {
    Map<TagScheme, Long> breaking = new EnumMap<>(TagScheme.class);
    for (TagScheme scheme : TagScheme.values()) {
      breaking(scheme).ifPresent(count -> breaking.put(scheme, count));
    }
    return breaking.entrySet().stream()
        .filter(entry -> isFew(entry.getValue()))
        .min(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }

  private boolean isFew(long breaking) {
    return 2 * breaking <= withSpans;
  }

  /** How many sequences break the rules; empty where a label is of another kind. */
  private OptionalLong breaking(TagScheme scheme) {
    Transitions rules;
    try {
      rules = Transitions.of(scheme, names);
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        sequences.stream().filter(labels -> labels.length > 0 && !rules.allow(labels)).count());
  }
}
