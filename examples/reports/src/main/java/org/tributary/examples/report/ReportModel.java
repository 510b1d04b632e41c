package org.tributary.examples.report;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.tributary.tribuo.EpochSummary;
import org.tributary.tribuo.evaluation.SpanEvaluation;
import org.tributary.tribuo.evaluation.TaggingEvaluation;

/**
 * The contents of a report.
 *
 * @param title the heading
 * @param created the time of the evaluation
 * @param evaluation the word-level scores and mistakes
 * @param spans the span-level scores; empty without span labels
 * @param seconds the tagging time in seconds
 * @param modelBytes the size of the model file in bytes
 * @param dataBytes the size of the test file in bytes
 * @param history the learning curve; empty if unknown
 * @param provenance the provenance of model, data and run
 */
public record ReportModel(
    String title,
    OffsetDateTime created,
    TaggingEvaluation evaluation,
    Optional<SpanEvaluation> spans,
    double seconds,
    long modelBytes,
    long dataBytes,
    List<EpochSummary> history,
    List<FactSheet> provenance) {

  /** Makes immutable copies. */
  public ReportModel {
    history = List.copyOf(history);
    provenance = List.copyOf(provenance);
  }
}
