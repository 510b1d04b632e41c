package org.tributary.internal.training;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.tributary.head.LabelSet;
import org.tributary.internal.Excerpt;
import org.tributary.span.SpanLabels;
import org.tributary.tagger.definition.LabelledSequence;

/**
 * A check that development data have the labels of the training data: another label column, tag set
 * or scheme would score every epoch at about 0. Where the labels encode spans, O is not counted,
 * since files of any kinds of spans have it.
 */
public final class DevLabels {
  /** The smallest share of labels in common: tag sets of two kinds often share a few names. */
  private static final double MIN_KNOWN = 0.1;

  /**
   * The smallest number of labels that a refusal by their share needs: a small held-out part may
   * have one span, of a rare type.
   */
  private static final int MIN_COUNTED = 10;

  /** The largest share of other labels without a warning; rare labels are often absent. */
  private static final double MAX_UNKNOWN = 0.1;

  private static final int SHOWN = 10;
  private static final String OUTSIDE = "O";

  private DevLabels() {}

  /**
   * Checks labels by name.
   *
   * @param data the name of the development data, for messages
   * @param known the labels that the tagger can predict
   * @param gold the labels of each development sequence; an empty text for a step without one
   * @return a warning if more than a tenth of the labels are others
   * @throws IllegalArgumentException if fewer than a tenth of 10 or more labels are known, or none
   *     of any number
   */
  public static Optional<String> check(
      String data, Collection<String> known, List<List<String>> gold) {
    Set<String> labels = new HashSet<>(known);
    boolean spans = SpanLabels.encodeSpans(labels);
    Map<String, Long> others = new TreeMap<>();
    long counted = 0;
    long unknown = 0;
    boolean anyKnown = false; // O too
    for (List<String> sequence : gold) {
      for (String label : sequence) {
        anyKnown |= labels.contains(label);
        if (label.isEmpty() || (spans && label.equals(OUTSIDE))) {
          continue;
        }
        counted++;
        if (!labels.contains(label)) {
          unknown++;
          others.merge(label, 1L, Long::sum);
        }
      }
    }
    if (unknown <= MAX_UNKNOWN * counted) {
      return Optional.empty();
    }
    String message =
        "%s: expected labels that the tagger can predict, %s, got others for %s of the tokens%s: %s"
            .formatted(
                data,
                shown(labels.stream().sorted().toList()),
                String.format(Locale.ROOT, "%.1f %%", 100.0 * unknown / counted),
                spans ? " in spans" : "",
                shown(byCount(others)));
    if (!anyKnown || (counted >= MIN_COUNTED && counted - unknown < MIN_KNOWN * counted)) {
      throw new IllegalArgumentException(
          message
              + "; are they of another label column, tag set or scheme? choose the label column of the training data for both");
    }
    return Optional.of(message + "; each counts as a mistake: do both have the same tag set?");
  }

  /**
   * Checks labels by index.
   *
   * @throws IllegalArgumentException if fewer than a tenth are labels of the training data
   */
  public static void require(LabelSet known, List<LabelledSequence> dev) {
    List<String> names =
        known
            .names()
            .orElseGet(() -> IntStream.range(0, known.size()).mapToObj(Integer::toString).toList());
    check(
        "development sequences",
        names,
        dev.stream()
            .map(
                sequence ->
                    IntStream.range(0, sequence.steps())
                        .mapToObj(step -> name(names, sequence.label(step)))
                        .toList())
            .toList());
  }

  private static String name(List<String> names, int label) {
    return switch (label) {
      case LabelledSequence.NONE -> "";
      case LabelledSequence.UNSEEN -> "LabelledSequence.UNSEEN";
      default -> names.get(label);
    };
  }

  private static List<String> byCount(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String shown(List<String> labels) {
    String first = Excerpt.of(labels.subList(0, Math.min(SHOWN, labels.size())));
    return labels.size() > SHOWN ? first + " and " + (labels.size() - SHOWN) + " more" : first;
  }

  /**
   * Returns the reason why {@link org.tributary.tagger.definition.DevScore#ofLabels} scores by
   * accuracy although labels of the training data encode spans; empty if none do, or if it scores
   * by F1.
   *
   * @param names the label names
   * @param gold the gold labels of each development sequence; an empty text for a step without one
   */
  public static Optional<String> spanObstacle(List<String> names, List<List<String>> gold) {
    List<String> spans =
        names.stream().filter(label -> SpanLabels.firstInvalid(List.of(label)).isEmpty()).toList();
    if (!SpanLabels.encodeSpans(spans)) {
      return Optional.empty();
    }
    Optional<String> other = otherLabel(names, gold);
    if (other.isPresent()) {
      return Optional.of(
          "the label '%s' is not a span label such as B-PER; correct it".formatted(other.get()));
    }
    return gold.stream().allMatch(sequence -> sequence.contains(""))
        ? Optional.of(
            "no sequence of the development data has a label at every step; label some completely")
        : Optional.empty();
  }

  /** Returns a label that is not a label of spans, if there is one. */
  public static Optional<String> otherLabel(List<String> names, List<List<String>> gold) {
    return SpanLabels.firstInvalid(names.stream().sorted().toList())
        .or(
            () ->
                SpanLabels.firstInvalid(
                    gold.stream().flatMap(List::stream).filter(l -> !l.isEmpty()).toList()));
  }
}
