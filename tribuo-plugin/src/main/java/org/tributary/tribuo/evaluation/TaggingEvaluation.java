package org.tributary.tribuo.evaluation;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a tagger got right and wrong on gold-labelled sentences. The figures come from the counts
 * here; Tribuo 4.3.2's own evaluation reports the recall under the name of F1.
 *
 * @param sentences how many sentences were tagged
 * @param known the tokens whose word the model knows: the word's own feature, where the data
 *     sources of Tributary made one, else any feature
 * @param unknown the other tokens
 * @param confusion the counts by gold and predicted label
 * @param unseenLabels gold labels that the model was never trained on; every token with one counts
 *     as a mistake
 * @param mistakes some of the mistakes, the most confident first
 */
public record TaggingEvaluation(
    long sentences,
    Tally known,
    Tally unknown,
    ConfusionMatrix confusion,
    Set<String> unseenLabels,
    List<Mistake> mistakes) {

  /** Takes immutable copies; the labels come out in alphabetical order. */
  public TaggingEvaluation {
    unseenLabels = Collections.unmodifiableSet(new TreeSet<>(unseenLabels));
    mistakes = List.copyOf(mistakes);
  }

  /**
   * All tokens, known and unknown.
   *
   * @return the sum of both tallies
   */
  public Tally all() {
    return new Tally(known.correct() + unknown.correct(), known.total() + unknown.total());
  }

  /**
   * Precision, recall and F1 of every label that is gold or predicted somewhere.
   *
   * @return one score a label, in alphabetical order
   */
  public List<LabelScore> labels() {
    return confusion.scores();
  }

  /**
   * A table for people: the three accuracies, then one line a label.
   *
   * @return several lines, each ending in a line feed
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%-15s %,d\n", "sentences", sentences));
    appendTally(text, "tokens", all());
    appendTally(text, "known words", known);
    appendTally(text, "unknown words", unknown);
    if (!unseenLabels.isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-15s %s (in the gold data, never in training)\n",
              "unseen labels",
              String.join(", ", unseenLabels)));
    }
    int width = labels().stream().mapToInt(score -> score.label().length()).max().orElse(0);
    String column = "%-" + Math.max(width, "label".length()) + "s";
    text.append(
        String.format(
            Locale.ROOT,
            "\n" + column + " %10s %9s %9s %9s\n",
            "label",
            "precision",
            "recall",
            "F1",
            "support"));
    for (LabelScore score : labels()) {
      text.append(
          String.format(
              Locale.ROOT,
              column + " %10.4f %9.4f %9.4f %9d\n",
              score.label(),
              score.precision(),
              score.recall(),
              score.f1(),
              score.support()));
    }
    return text.toString();
  }

  private static void appendTally(StringBuilder text, String name, Tally tally) {
    OptionalDouble accuracy = tally.accuracy();
    String share =
        accuracy.isPresent()
            ? String.format(
                Locale.ROOT,
                ", %,d correct, %.2f %%",
                tally.correct(),
                100 * accuracy.getAsDouble())
            : "";
    text.append(String.format(Locale.ROOT, "%-15s %,d%s\n", name, tally.total(), share));
  }
}
