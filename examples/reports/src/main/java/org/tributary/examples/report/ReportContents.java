package org.tributary.examples.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.util.List;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceModel;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.examples.page.Page;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.provenance.EpochSummary;

/**
 * The contents of a report on one model.
 *
 * @param created the time of the evaluation
 * @param model the model and its scores; its name is the heading
 * @param warnings warnings on the validity of the scores, such as test data seen in training
 * @param history the learning curve; empty if unknown
 * @param provenance the provenance of model, data and run
 */
public record ReportContents(
    OffsetDateTime created,
    ScoredModel model,
    List<String> warnings,
    List<EpochSummary> history,
    List<FactSheet> provenance)
    implements Report.Contents {
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
    return new ReportContents(
        Report.now(),
        ScoredModel.of(title, model, test),
        List.of(),
        model instanceof LstmTaggerModel tagger ? tagger.history() : List.of(),
        FactSheet.of(model.getProvenance(), test.getProvenance()));
  }

  /** Returns the scores and errors. */
  public TextEvaluation evaluation() {
    return model.evaluation();
  }

  @Override
  public Page page() {
    return ReportPage.of(this);
  }

  @Override
  public ObjectNode json() {
    return ReportJson.of(this);
  }
}
