package org.tributary.examples.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tributary.examples.analysis.Estimate;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.examples.report.Candidate;
import org.tributary.examples.report.ComparisonContents;
import org.tributary.examples.report.Estimates;
import org.tributary.examples.text.NumberFormats;

/** A comparison as lines of text. */
public final class ComparisonLines {
  private ComparisonLines() {}

  /** Returns a table of the models, then a sentence on each pair. */
  public static List<String> of(ComparisonContents contents) {
    int width = contents.candidates().stream().mapToInt(c -> c.name().length()).max().orElseThrow();
    String format = "%-" + Math.max(width, 5) + "s  %8s  %-15s  %8s  %8s  %8s  %9s  %9s";
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            format,
            "model",
            contents.measure(),
            "95 % interval",
            "accuracy",
            "macro F1",
            "unknown",
            "words/s",
            "file size"));
    for (Candidate candidate : contents.candidates()) {
      TextEvaluation evaluation = candidate.evaluation();
      Estimate score = contents.bySpans() ? evaluation.headline() : evaluation.accuracy();
      lines.add(
          line(
              format,
              candidate.name(),
              NumberFormats.percent(score.value()),
              Estimates.interval(score),
              NumberFormats.percent(evaluation.accuracy().value()),
              NumberFormats.percent(evaluation.macroF1().value()),
              evaluation
                  .unknown()
                  .map(unknown -> NumberFormats.percent(unknown.accuracy().value()))
                  .orElse(NumberFormats.NONE),
              candidate.seconds().isPresent()
                  ? NumberFormats.rate(
                      evaluation.text().tokens().count(), candidate.seconds().getAsDouble())
                  : NumberFormats.NONE,
              candidate.bytes().isPresent()
                  ? NumberFormats.bytes(candidate.bytes().getAsLong())
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
