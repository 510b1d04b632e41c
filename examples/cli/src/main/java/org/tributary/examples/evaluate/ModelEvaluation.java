package org.tributary.examples.evaluate;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.prediction.ModelPredictions;
import org.tributary.examples.report.ReportContents;
import org.tributary.examples.text.NumberFormats;
import org.tributary.examples.text.TextList;

/**
 * The evaluation of a saved tagger on a file.
 *
 * @param model the model, which may be closed
 * @param test the file
 * @param evaluation the scores and errors
 * @param seconds the tagging time
 */
public record ModelEvaluation(
    EvaluatedModel model, LabelledFile test, TextEvaluation evaluation, double seconds) {
  private static final int FEW_SENTENCES = 30;

  /**
   * Tags a file and scores the predictions.
   *
   * @throws JobException if the model knows the labels of fewer than a tenth of the file's words
   */
  public static ModelEvaluation of(EvaluatedModel model, LabelledFile test) {
    LabelCoverage.require(model, test);
    ModelPredictions predictions = model.predict(test);
    return new ModelEvaluation(
        model, test, TextEvaluation.of(predictions.text()), predictions.seconds());
  }

  /** Returns warnings on the validity of the scores, such as test data seen in training. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    model.seen(test).ifPresent(seen -> warnings.add(seen.warning()));
    Set<String> unseen = evaluation.text().unseenLabels(model.labels());
    if (!unseen.isEmpty()) {
      long tokens =
          evaluation.text().tokens().filter(token -> unseen.contains(token.gold())).count();
      warnings.add(
          "%s %s a label that the model never predicts, since its training data have none: %s"
              .formatted(
                  NumberFormats.count(tokens),
                  tokens == 1 ? "word has" : "words have",
                  TextList.first(unseen, 10)));
    }
    if (evaluation.unknown().isPresent() && evaluation.known().isEmpty()) {
      warnings.add("every word is unknown to the model; are the words in another column?");
    }
    if (test.sentences().size() < FEW_SENTENCES) {
      warnings.add(
          "the test data have few sentences (%d), for which the intervals are not reliable"
              .formatted(test.sentences().size()));
    }
    return warnings;
  }

  /** Returns the contents of a report, with the current time. */
  public ReportContents contents() {
    return new ReportContents(
        model.info().file().getFileName() + " on " + test.path().getFileName(),
        now(),
        evaluation,
        warnings().stream().map(ModelEvaluation::sentence).toList(),
        OptionalDouble.of(seconds),
        OptionalLong.of(model.info().bytes()),
        model.history(),
        EvaluationFacts.sheets(List.of(model.info()), test));
  }

  private static String sentence(String clause) {
    return ended(clause.substring(0, 1).toUpperCase(Locale.ROOT) + clause.substring(1));
  }

  /** Returns a clause with a full stop, unless it is a question. */
  static String ended(String clause) {
    return clause.endsWith("?") ? clause : clause + ".";
  }

  static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
  }
}
