package org.tributary.examples.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tributary.examples.analysis.Estimate;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.examples.report.ComparedModel;
import org.tributary.examples.report.ComparisonContents;
import org.tributary.examples.report.Estimates;
import org.tributary.examples.text.NumberFormats;

/** A comparison as lines of text. */
public final class ComparisonLines {
  private ComparisonLines() {}

  /** Returns a table of the models, then a sentence on each pair. */
  public static List<String> of(ComparisonContents contents) {
    int width = contents.models().stream().mapToInt(c -> c.name().length()).max().orElseThrow();
    String format =
        "%-"
            + Math.max(width, 5)
            + "s  %8s  %-15s"
            + (contents.bySpans() ? "  %8s" : "%s") // without spans, the score is the accuracy
            + "  %8s  %8s  %9s  %9s";
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            format,
            "model",
            contents.measure(),
            "95 % interval",
            contents.bySpans() ? "accuracy" : "",
            "macro F1",
            "unknown",
            "words/s",
            "file size"));
    for (ComparedModel compared : contents.models()) {
      TextEvaluation evaluation = compared.evaluation();
      Estimate score = contents.bySpans() ? evaluation.headline() : evaluation.accuracy();
      lines.add(
          line(
              format,
              compared.name(),
              NumberFormats.percent(score.value()),
              Estimates.interval(score),
              contents.bySpans() ? NumberFormats.percent(evaluation.accuracy().value()) : "",
              NumberFormats.percent(evaluation.macroF1().value()),
              evaluation
                  .unknown()
                  .map(unknown -> NumberFormats.percent(unknown.accuracy().value()))
                  .orElse(NumberFormats.NONE),
              compared.seconds().isPresent()
                  ? NumberFormats.rate(
                      evaluation.text().tokens().count(), compared.seconds().getAsDouble())
                  : NumberFormats.NONE,
              compared.bytes().isPresent()
                  ? NumberFormats.bytes(compared.bytes().getAsLong())
                  : NumberFormats.NONE));
    }
    lines.add("");
    contents.pairs().forEach(pair -> lines.add(pair.explanation(contents.measure())));
    return lines;
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values).stripTrailing();
  }
}
