package org.tributary.examples.report;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.tributary.tribuo.EpochSummary;
import org.tributary.tribuo.evaluation.SpanEvaluation;
import org.tributary.tribuo.evaluation.TaggingEvaluation;

/**
 * Everything a report shows.
 *
 * @param title the heading
 * @param created when the evaluation was made
 * @param evaluation what the tagger got right and wrong
 * @param spans the same by spans; empty where labels are not those of spans
 * @param seconds how long tagging took
 * @param modelBytes the size of the model's file
 * @param dataBytes the size of the file it was scored on
 * @param history the learning curve, empty where it is not known
 * @param provenance where model and data come from and what they were run on
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

  /** Takes immutable copies. */
  public ReportModel {
    history = List.copyOf(history);
    provenance = List.copyOf(provenance);
  }
}
