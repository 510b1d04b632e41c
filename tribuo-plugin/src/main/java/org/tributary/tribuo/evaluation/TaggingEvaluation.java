package org.tributary.tribuo.evaluation;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * A token-level evaluation of a tagger on gold-labelled sentences. F1 is computed from the counts
 * here, because Tribuo 4.3.2's evaluation reports the recall as F1.
 *
 * @param sentences the number of sentences
 * @param known the accuracy on tokens whose word the model knows: by the word feature of
 *     Tributary's data sources if present, else by any feature
 * @param unknown the accuracy on all other tokens
 * @param confusion the confusion matrix
 * @param unseenLabels the gold labels absent from the training data; every token with one counts as
 *     a mistake
 * @param mistakes a sample of the mistakes, most confident first
 */
public record TaggingEvaluation(
    long sentences,
    Tally known,
    Tally unknown,
    ConfusionMatrix confusion,
    Set<String> unseenLabels,
    List<Mistake> mistakes) {

  /** Copies the collections and sorts the labels. */
  public TaggingEvaluation {
    unseenLabels = Collections.unmodifiableSet(new TreeSet<>(unseenLabels));
    mistakes = List.copyOf(mistakes);
  }

  /**
   * Returns the accuracy on all tokens.
   *
   * @return the sum of both tallies
   */
  public Tally all() {
    return new Tally(known.correct() + unknown.correct(), known.total() + unknown.total());
  }

  /**
   * Returns precision, recall and F1 of every label that occurs as gold or predicted.
   *
   * @return one score per label, in alphabetical order
   */
  public List<LabelScore> labels() {
    return confusion.scores();
  }

  /**
   * Returns a human-readable table: the three accuracies, then one line per label.
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
