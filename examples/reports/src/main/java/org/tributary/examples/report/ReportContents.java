package org.tributary.examples.report;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.tribuo.EpochSummary;

/**
 * The contents of a report on one model.
 *
 * @param title the heading
 * @param created the time of the evaluation
 * @param evaluation the scores and errors
 * @param warnings sentences on what limits the scores, such as test data seen in training
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
}
