package org.tributary.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tributary.examples.analysis.Calibration;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.examples.page.Block;
import org.tributary.examples.page.Cell;
import org.tributary.examples.page.Page.Section;
import org.tributary.examples.page.Table;
import org.tributary.examples.text.NumberFormats;

/** The section of a report on the confidences of a model. */
final class CalibrationSection {
  private CalibrationSection() {}

  static Optional<Section> of(TextEvaluation evaluation) {
    List<Block> blocks = new ArrayList<>();
    evaluation
        .spans()
        .flatMap(TextEvaluation.Spans::calibration)
        .ifPresent(
            calibration ->
                blocks.addAll(
                    blocks(
                        calibration,
                        "spans.calibration",
                        "Predicted spans",
                        "precision",
                        "The confidence of a span is the probability of its labels without a neighbouring label that continues it, if the model gives it, otherwise the lowest confidence of its words.")));
    evaluation
        .calibration()
        .ifPresent(
            calibration ->
                blocks.addAll(blocks(calibration, "calibration", "Labels", "accuracy", "")));
    return blocks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Section(
                "calibration",
                "Calibration",
                "A model is calibrated if predictions of confidence c are right with a frequency of c. The expected calibration error is the mean |accuracy − confidence| over ten bins of equal width, weighted by their numbers of predictions.",
                blocks));
  }

  private static List<Block> blocks(
      Calibration calibration, String path, String subject, String score, String note) {
    String error =
        "Expected calibration error: " + NumberFormats.percent(calibration.error()) + ".";
    return List.of(
        Block.of(
                new Block.Chart(
                    "reliability",
                    path,
                    subject + ": accuracy by confidence; the numbers are in the table below."))
            .titled(subject, (error + " " + note).strip()),
        Block.of(bins(calibration)).folded("The numbers"),
        Block.of(
                new Block.Chart(
                    "coverage",
                    path,
                    subject + ": accuracy by coverage; the numbers are in the table below."))
            .titled(
                subject + " above a confidence",
                "Coverage and %s if predictions below a threshold are rejected.".formatted(score)),
        Block.of(thresholds(calibration, score)));
  }

  private static Table bins(Calibration calibration) {
    Table.Builder table =
        Table.of(Table.Kind.FIGURES)
            .text("Confidence")
            .number("Predictions")
            .number("Mean confidence")
            .number("Correct");
    for (Calibration.Bin bin : calibration.bins()) {
      table.row(
          Cell.of(
              NumberFormats.percent(bin.low()).replace(".00 %", "")
                  + "–"
                  + NumberFormats.percent(bin.high()).replace(".00", "")),
          Cell.of(NumberFormats.count(bin.count())),
          Cell.of(NumberFormats.percent(bin.confidence())),
          Cell.of(NumberFormats.percent(bin.accuracy())));
    }
    return table.build();
  }

  private static Table thresholds(Calibration calibration, String score) {
    Table.Builder table =
        Table.of(Table.Kind.FIGURES)
            .text("Confidence at least")
            .number("Predictions")
            .number("Coverage")
            .number(score.substring(0, 1).toUpperCase(Locale.ROOT) + score.substring(1));
    for (Calibration.Threshold threshold : calibration.thresholds()) {
      table.row(
          Cell.of(NumberFormats.percent(threshold.confidence())),
          Cell.of(NumberFormats.count(threshold.count())),
          Cell.of(NumberFormats.percent(threshold.coverage())).bar(threshold.coverage()),
          Cell.of(NumberFormats.percent(threshold.accuracy())));
    }
    return table.build();
  }
}
