package org.tributary.examples.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tributary.evaluation.Calibration;
import org.tributary.evaluation.Estimate;
import org.tributary.evaluation.LabelScore;
import org.tributary.evaluation.Tally;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.page.Table;
import org.tributary.examples.report.ComparisonContents;
import org.tributary.examples.report.Estimates;
import org.tributary.examples.report.ScoredModel;

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
    spans.ifPresent(scores -> addTable(lines, "type", scores.types()));
    addTable(lines, "label", evaluation.labels());
    return lines;
  }

  /** Returns a table of the compared models, then a sentence on each pair. */
  public static List<String> lines(ComparisonContents contents) {
    Table<ScoredModel> table =
        Table.of(Table.Kind.FIGURES, contents.models())
            .text("model", ScoredModel::name)
            .percent(contents.measure(), model -> contents.score(model).value())
            .text("95 % interval", model -> Estimates.interval(contents.score(model)));
    if (contents.bySpans()) { // else the score is the accuracy
      table.percent("accuracy", model -> model.evaluation().accuracy().value());
    }
    table
        .percent("macro F1", model -> model.evaluation().macroF1().value())
        .number(
            "unknown",
            model ->
                model
                    .evaluation()
                    .unknown()
                    .map(unknown -> NumberFormats.percent(unknown.accuracy().value()))
                    .orElse(NumberFormats.NONE))
        .number("words/s", ScoredModel::rate)
        .number("file size", ScoredModel::size);
    List<String> lines = new ArrayList<>(table.lines());
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
    return format(
        "%-15s %9s  %s%s",
        name,
        NumberFormats.percent(estimate.value()),
        Estimates.interval("95 % interval ", estimate, ""),
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

  private static void addTable(List<String> lines, String name, List<LabelScore> scores) {
    lines.add("");
    lines.addAll(
        Table.of(Table.Kind.FIGURES, scores)
            .text(name, LabelScore::label)
            .number("precision", score -> NumberFormats.fourDecimals(score.precision()))
            .number("recall", score -> NumberFormats.fourDecimals(score.recall()))
            .number("F1", score -> NumberFormats.fourDecimals(score.f1()))
            .count("gold", LabelScore::support)
            .count("predicted", LabelScore::predicted)
            .lines());
  }
}
