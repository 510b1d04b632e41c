package org.tributary.examples.evaluate;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.TrainedColumns;
import org.tributary.examples.text.TextList;

/** A check that a model knows the labels of a file. */
final class LabelCoverage {
  /**
   * The smallest share of words whose label the model knows. Two tag sets often have a few names in
   * common, such as SYM in UPOS and XPOS, so a single known label does not tell that the column is
   * right.
   */
  private static final double MIN_KNOWN = 0.1;

  private static final int SHOWN_LABELS = 5;

  private LabelCoverage() {}

  /**
   * Requires that the model knows the labels of at least a tenth of the words.
   *
   * @throws JobException if it knows fewer; the message names both label sets and the likely cause
   */
  static void require(EvaluatedModel model, LabelledFile file) {
    Set<String> known = new TreeSet<>(model.labels());
    Set<String> unknown = new TreeSet<>();
    long unknownWords = 0;
    for (SequenceExample<Label> sentence : file.sentences()) {
      for (Example<Label> token : sentence) {
        if (!known.contains(token.getOutput().getLabel())) {
          unknown.add(token.getOutput().getLabel());
          unknownWords++;
        }
      }
    }
    long words = file.tokens();
    if (words - unknownWords >= MIN_KNOWN * words) {
      return;
    }
    throw new JobException(
        "%s: expected labels that the model knows (%s), got %s%s; %s"
            .formatted(
                file.path(),
                shown(known),
                shown(unknown),
                unknownWords == words
                    ? ""
                    : String.format(
                        Locale.ROOT, " for %.2f %% of the words", 100.0 * unknownWords / words),
                cure(model)));
  }

  private static String shown(Set<String> labels) {
    return TextList.first(
        labels.stream()
            .map(label -> label.matches("[^,\\s]+") ? label : "'" + label + "'")
            .toList(),
        SHOWN_LABELS);
  }

  private static String cure(EvaluatedModel model) {
    return TrainedColumns.of(model.info().metadata())
        .labels()
        .map("the model was trained on --column %s; is it the same here?"::formatted)
        .orElse("is --column the one the model was trained on?");
  }
}
