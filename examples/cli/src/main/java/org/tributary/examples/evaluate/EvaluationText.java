package org.tributary.examples.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tributary.examples.analysis.Calibration;
import org.tributary.examples.analysis.Estimate;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.examples.report.Estimates;
import org.tributary.examples.text.NumberFormats;
import org.tributary.tribuo.evaluation.LabelScore;

/** The scores of an evaluation as lines of text. */
public final class EvaluationText {
  private EvaluationText() {}

  /** Returns the scores with their intervals, then tables of span types and labels. */
  public static List<String> lines(TextEvaluation evaluation) {
    List<String> lines = new ArrayList<>();
    evaluation
        .spans()
        .ifPresent(
            spans -> {
              lines.add(line("span F1", spans.f1(), counts(spans.total())));
              lines.add(line("precision", spans.precision(), ""));
              lines.add(line("recall", spans.recall(), ""));
            });
    long tokens = evaluation.text().tokens().count();
    long correct = evaluation.text().tokens().filter(token -> token.correct()).count();
    lines.add(line("accuracy", evaluation.accuracy(), words(correct, tokens)));
    lines.add(line("macro F1", evaluation.macroF1(), ""));
    evaluation.known().ifPresent(known -> lines.add(line("known words", known)));
    evaluation.unknown().ifPresent(unknown -> lines.add(line("unknown words", unknown)));
    evaluation
        .spans()
        .flatMap(TextEvaluation.Spans::calibration)
        .ifPresent(calibration -> lines.add(line(calibration, " of spans")));
    String ofWords = evaluation.spans().isPresent() ? " of words" : "";
    evaluation.calibration().ifPresent(calibration -> lines.add(line(calibration, ofWords)));
    evaluation.spans().ifPresent(spans -> lines.addAll(table("type", spans.types())));
    lines.addAll(table("label", evaluation.labels()));
    return lines;
  }

  private static String line(Calibration calibration, String of) {
    return String.format(
        Locale.ROOT,
        "%-15s %9s  expected calibration error%s",
        "calibration",
        NumberFormats.percent(calibration.error()),
        of);
  }

  private static String line(String name, TextEvaluation.Group group) {
    return line(name, group.accuracy(), words(group.correct(), group.tokens()));
  }

  private static String line(String name, Estimate estimate, String counts) {
    String interval = Estimates.interval(estimate);
    return String.format(
            Locale.ROOT,
            "%-15s %9s  %s%s",
            name,
            NumberFormats.percent(estimate.value()),
            interval.isEmpty() ? "" : "95 % interval " + interval,
            counts.isEmpty() ? "" : "  " + counts)
        .stripTrailing();
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
    int width =
        Math.max(
            name.length(),
            scores.stream().mapToInt(score -> score.label().length()).max().orElse(0));
    String column = "%-" + width + "s";
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            column + " %10s %9s %9s %9s %9s",
            name,
            "precision",
            "recall",
            "F1",
            "gold",
            "predicted"));
    for (LabelScore score : scores) {
      lines.add(
          String.format(
              Locale.ROOT,
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
