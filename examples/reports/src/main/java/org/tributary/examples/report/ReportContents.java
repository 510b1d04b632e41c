package org.tributary.examples.report;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceModel;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.evaluation.TextEvaluation;
import org.tributary.tribuo.provenance.EpochSummary;

/**
 * The contents of a report on one model.
 *
 * @param title the heading
 * @param created the time of the evaluation
 * @param evaluation the scores and errors
 * @param warnings warnings on the validity of the scores, such as test data seen in training
 * @param seconds the tagging time in seconds; empty if it was not measured
 * @param modelBytes the size of the model file in bytes; empty without a file
 * @param history the learning curve; empty if unknown
 * @param provenance the provenance of model, data and run
 */
public record ReportContents(
    String title,
    OffsetDateTime created,
    TextEvaluation evaluation,
    List<String> warnings,
    OptionalDouble seconds,
    OptionalLong modelBytes,
    List<EpochSummary> history,
    List<FactSheet> provenance) {

  /** Makes immutable copies. */
  public ReportContents {
    warnings = List.copyOf(warnings);
    history = List.copyOf(history);
    provenance = List.copyOf(provenance);
  }

  /**
   * Evaluates a Tribuo model of any kind.
   *
   * @param title the heading
   * @param model the model
   * @param test sentences with gold labels
   * @return the contents, with the current time; the provenance is that of Tribuo
   * @throws IllegalArgumentException if there is no token, or a token has no gold label
   */
  public static ReportContents of(
      String title, SequenceModel<Label> model, SequenceDataset<Label> test) {
    ModelPredictions predictions = ModelPredictions.of(model, test);
    return new ReportContents(
        title,
        Report.now(),
        TextEvaluation.of(predictions.text()),
        List.of(),
        OptionalDouble.of(predictions.seconds()),
        OptionalLong.empty(),
        model instanceof LstmTaggerModel tagger ? tagger.history() : List.of(),
        FactSheet.of(model.getProvenance(), test.getProvenance()));
  }
}
