package org.tributary.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tributary.examples.analysis.Breakdown;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.examples.page.Block;
import org.tributary.examples.page.Cell;
import org.tributary.examples.page.Page.Section;
import org.tributary.examples.page.Table;
import org.tributary.examples.text.NumberFormats;

/** The sections of a report on spans: scores by type, and errors by kind. */
final class SpanSections {
  private SpanSections() {}

  static List<Section> of(TextEvaluation evaluation, TextEvaluation.Spans spans) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section(
            "spans",
            "Spans",
            "A predicted span is correct if its first word, last word and type match a gold span, as in conlleval.",
            List.of(
                Block.of(scores(spans)),
                Block.of(
                        Breakdowns.table(
                            "Words in the span",
                            "Spans",
                            "Recall",
                            Breakdown.bySpanLength(evaluation.text())))
                    .titled("By length of the span", ""))));
    if (!spans.errors().isEmpty()) {
      sections.add(errors(evaluation, spans));
    }
    return sections;
  }

  private static Table scores(TextEvaluation.Spans spans) {
    Table.Builder table =
        Table.of(Table.Kind.FIGURES)
            .text("Type")
            .number("Precision")
            .number("Recall")
            .number("F1")
            .number("Spans")
            .number("Predicted");
    Stream.concat(spans.types().stream(), Stream.of(spans.total()))
        .forEach(
            score -> {
              boolean total = score.equals(spans.total());
              table.row(
                  List.of(
                      Cell.of(score.label()),
                      Cell.of(NumberFormats.percent(score.precision())),
                      Cell.of(NumberFormats.percent(score.recall())),
                      Cell.of(NumberFormats.percent(score.f1())).bar(score.f1()),
                      Cell.of(NumberFormats.count(score.support())),
                      Cell.of(NumberFormats.count(score.predicted()))),
                  total);
            });
    return table.build();
  }

  private static Section errors(TextEvaluation evaluation, TextEvaluation.Spans spans) {
    Table.Builder table =
        Table.of(Table.Kind.FIGURES).text("Kind").text("").number("Errors").number("Share");
    List<Block> blocks = new ArrayList<>();
    for (Samples.ErrorKind kind : Samples.spanErrors(spans)) {
      double share = (double) kind.count() / spans.errors().size();
      table.row(
          Cell.of(kind.kind().text()),
          Cell.of(kind.kind().definition()),
          Cell.of(NumberFormats.count(kind.count())),
          Cell.of(NumberFormats.percent(share)).bar(share));
      blocks.add(
          Block.of(Examples.spanErrors(kind.examples(), evaluation.text().sentences()))
              .folded("Examples: " + kind.kind().text()));
    }
    blocks.add(0, Block.of(table.build()));
    return new Section(
        "span-errors",
        "Span errors",
        "In the examples, words of both spans have a background; words of the gold span alone are underlined in green, words of the predicted span alone in red. In Markdown all of them are bold.",
        blocks);
  }
}
