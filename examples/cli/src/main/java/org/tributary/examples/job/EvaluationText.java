package org.tributary.examples.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.report.ComparisonContents;
import org.tributary.examples.report.Estimates;
import org.tributary.examples.report.ScoredModel;
import org.tributary.tribuo.evaluation.Calibration;
import org.tributary.tribuo.evaluation.Estimate;
import org.tributary.tribuo.evaluation.LabelScore;
import org.tributary.tribuo.evaluation.Tally;
import org.tributary.tribuo.evaluation.TextEvaluation;

/** The scores of evaluations as lines of text. */
public final class EvaluationText {
  private EvaluationText() {}

  /** Returns the scores with their intervals, then tables of span types and labels. */
  public static List<String> lines(TextEvaluation evaluation) {
    List<String> lines = new ArrayList<>();
    Optional<TextEvaluation.Spans> spans = evaluation.spans();
    spans.ifPresent(
        scores -> {
          lines.add(line("span F1", scores.f1(), counts(scores.total())));
          lines.add(line("precision", scores.precision(), ""));
          lines.add(line("recall", scores.recall(), ""));
        });
    Tally all = evaluation.text().tally();
    lines.add(line("accuracy", evaluation.accuracy(), words(all.correct(), all.total())));
    lines.add(line("macro F1", evaluation.macroF1(), ""));
    evaluation.known().ifPresent(known -> lines.add(line("known words", known)));
    evaluation.unknown().ifPresent(unknown -> lines.add(line("unknown words", unknown)));
    spans
        .flatMap(TextEvaluation.Spans::calibration)
        .ifPresent(calibration -> lines.add(line(calibration, " of spans")));
    String ofWords = spans.isPresent() ? " of words" : "";
    evaluation.calibration().ifPresent(calibration -> lines.add(line(calibration, ofWords)));
    spans.ifPresent(scores -> lines.addAll(table("type", scores.types())));
    lines.addAll(table("label", evaluation.labels()));
    return lines;
  }

  /** Returns a table of the compared models, then a sentence on each pair. */
  public static List<String> lines(ComparisonContents contents) {
    boolean spans = contents.bySpans();
    int width = contents.models().stream().mapToInt(c -> c.name().length()).max().orElseThrow();
    String row =
        "%-"
            + Math.max(width, 5)
            + "s  %8s  %-15s"
            + (spans ? "  %8s" : "%s") // without spans, the score is the accuracy
            + "  %8s  %8s  %9s  %9s";
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            row,
            "model",
            contents.measure(),
            "95 % interval",
            spans ? "accuracy" : "",
            "macro F1",
            "unknown",
            "words/s",
            "file size"));
    for (ScoredModel compared : contents.models()) {
      TextEvaluation evaluation = compared.evaluation();
      Estimate score = contents.score(compared);
      lines.add(
          format(
              row,
              compared.name(),
              NumberFormats.percent(score.value()),
              Estimates.interval(score),
              spans ? NumberFormats.percent(evaluation.accuracy().value()) : "",
              NumberFormats.percent(evaluation.macroF1().value()),
              evaluation
                  .unknown()
                  .map(unknown -> NumberFormats.percent(unknown.accuracy().value()))
                  .orElse(NumberFormats.NONE),
              compared.rate(),
              compared.size()));
    }
    lines.add("");
    contents.pairs().forEach(pair -> lines.add(pair.explanation(contents.measure())));
    return lines;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values).stripTrailing();
  }

  private static String line(Calibration calibration, String of) {
    return format(
        "%-15s %9s  expected calibration error%s",
        "calibration", NumberFormats.percent(calibration.error()), of);
  }

  private static String line(String name, TextEvaluation.Group group) {
    return line(name, group.accuracy(), words(group.tally().correct(), group.tally().total()));
  }

  private static String line(String name, Estimate estimate, String counts) {
    String interval = Estimates.interval(estimate);
    return format(
        "%-15s %9s  %s%s",
        name,
        NumberFormats.percent(estimate.value()),
        interval.isEmpty() ? "" : "95 % interval " + interval,
        counts.isEmpty() ? "" : "  " + counts);
  }

  private static String words(long correct, long all) {
    return "%s of %s".formatted(NumberFormats.count(correct), NumberFormats.count(all, "word"));
  }

  private static String counts(LabelScore spans) {
    return "%s of %s, %s predicted"
        .formatted(
            NumberFormats.count(spans.truePositives()),
            NumberFormats.count(spans.support(), "span"),
            NumberFormats.count(spans.predicted()));
  }

  private static List<String> table(String name, List<LabelScore> scores) {
    int width = scores.stream().mapToInt(score -> score.label().length()).max().orElse(0);
    String column = "%-" + Math.max(name.length(), width) + "s";
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        format(
            column + " %10s %9s %9s %9s %9s",
            name,
            "precision",
            "recall",
            "F1",
            "gold",
            "predicted"));
    for (LabelScore score : scores) {
      lines.add(
          format(
              column + " %10.4f %9.4f %9.4f %9d %9d",
              score.label(),
              score.precision(),
              score.recall(),
              score.f1(),
              score.support(),
              score.predicted()));
    }
    return lines;
  }
}
