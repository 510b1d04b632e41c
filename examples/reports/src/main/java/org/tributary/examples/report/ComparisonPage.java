package org.tributary.examples.report;

import static org.tributary.examples.io.NumberFormats.count;
import static org.tributary.examples.io.NumberFormats.percent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.page.Block;
import org.tributary.examples.page.Cell;
import org.tributary.examples.page.Page;
import org.tributary.examples.page.Page.Card;
import org.tributary.examples.page.Page.Section;
import org.tributary.examples.page.Table;
import org.tributary.tribuo.evaluation.Calibration;
import org.tributary.tribuo.evaluation.Comparison;
import org.tributary.tribuo.evaluation.Estimate;
import org.tributary.tribuo.evaluation.ScoredText.Position;
import org.tributary.tribuo.evaluation.TextEvaluation;

/** The page of a comparison of models. */
final class ComparisonPage {
  private ComparisonPage() {}

  static Page of(ComparisonContents contents) {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("scores", "Scores", "", List.of(Block.of(scores(contents)))));
    sections.add(differences(contents));
    sections.add(examples(contents));
    ReportPage.addProvenance(sections, contents.provenance());
    return new Page(
        contents.title(),
        ReportPage.date(contents.created()),
        contents.models().stream()
            .sorted(
                Comparator.comparingDouble((ScoredModel c) -> contents.score(c).value()).reversed())
            .map(compared -> card(contents, compared))
            .toList(),
        contents.warnings(),
        sections);
  }

  private static Card card(ComparisonContents contents, ScoredModel compared) {
    Estimate score = contents.score(compared);
    return new Card(
        compared.name(),
        percent(score.value()),
        "%s, 95 %% interval %s".formatted(contents.measure(), Estimates.interval(score)));
  }

  /** A row of the table of scores: its name, and the text for each model. */
  private record ScoreRow(String name, Function<ScoredModel, String> text) {
    static ScoreRow of(String name, Function<TextEvaluation, Optional<Estimate>> score) {
      return new ScoreRow(
          name,
          compared ->
              score
                  .apply(compared.evaluation())
                  .map(e -> "%s (%s)".formatted(percent(e.value()), Estimates.interval(e)))
                  .orElse(NumberFormats.NONE));
    }

    static ScoreRow error(String name, Function<TextEvaluation, Optional<Calibration>> of) {
      return new ScoreRow(
          name,
          compared ->
              of.apply(compared.evaluation())
                  .map(calibration -> percent(calibration.error()))
                  .orElse(NumberFormats.NONE));
    }
  }

  private static Table scores(ComparisonContents contents) {
    boolean spans = contents.bySpans();
    List<ScoreRow> rows = new ArrayList<>();
    if (spans) {
      rows.add(ScoreRow.of("Span F1", e -> e.spans().map(TextEvaluation.Spans::f1)));
      rows.add(ScoreRow.of("Precision", e -> e.spans().map(TextEvaluation.Spans::precision)));
      rows.add(ScoreRow.of("Recall", e -> e.spans().map(TextEvaluation.Spans::recall)));
    }
    rows.add(ScoreRow.of("Accuracy", e -> Optional.of(e.accuracy())));
    rows.add(ScoreRow.of("Macro F1", e -> Optional.of(e.macroF1())));
    rows.add(ScoreRow.of("Known words", e -> e.known().map(TextEvaluation.Group::accuracy)));
    rows.add(ScoreRow.of("Unknown words", e -> e.unknown().map(TextEvaluation.Group::accuracy)));
    rows.add(new ScoreRow("Known-word rate", c -> percent(c.evaluation().coverage())));
    if (spans) {
      rows.add(
          ScoreRow.error(
              "Calibration error, spans",
              e -> e.spans().flatMap(TextEvaluation.Spans::calibration)));
    }
    rows.add(
        ScoreRow.error(
            spans ? "Calibration error, words" : "Calibration error", TextEvaluation::calibration));
    rows.add(new ScoreRow("Words/s (depends on the load)", ScoredModel::rate));
    rows.add(new ScoreRow("File size", ScoredModel::size));
    Table.Builder<ScoreRow> table = Table.of(Table.Kind.FIGURES, rows).text("", ScoreRow::name);
    contents
        .models()
        .forEach(
            compared ->
                table.numbers(
                    compared.name(), row -> Cell.of(row.text().apply(compared)).styled("wrap")));
    return table.build();
  }

  private static Section differences(ComparisonContents contents) {
    Table table =
        Table.of(Table.Kind.FIGURES, contents.pairs())
            .text("First", pair -> pair.first().name())
            .text("Second", pair -> pair.second().name())
            .number("Difference", pair -> Estimates.difference(pair.comparison().difference()))
            .numbers(
                "95 % CI",
                pair ->
                    Cell.of(Estimates.differenceInterval(pair.comparison().difference()))
                        .styled("wrap"))
            .number("p", pair -> Estimates.pValue(pair.comparison().pValue()))
            .number("p (Holm)", pair -> Estimates.pValue(pair.adjustedPValue()))
            .emphasizing(ComparisonContents.Pair::significant)
            .build();
    Table meanings =
        Table.facts(
            contents.pairs(),
            pair -> pair.first().name() + " and " + pair.second().name(),
            pair -> pair.explanation(contents.measure()));
    return new Section(
        "differences",
        "Differences",
        "The difference in %s in percentage points, first minus second, with its 95 %% confidence interval. p is from the paired approximate randomization test by sentence with %s rounds, then adjusted for the number of pairs by Holm's method (p (Holm)); highlighted rows have an adjusted p below 0.05."
            .formatted(contents.measure(), count(Comparison.ROUNDS)),
        List.of(Block.of(table), Block.of(meanings)));
  }

  private static Section examples(ComparisonContents contents) {
    List<Block> blocks = new ArrayList<>();
    for (ComparisonContents.Pair pair : contents.pairs()) {
      Comparison comparison = pair.comparison();
      String first = pair.first().name();
      String second = pair.second().name();
      List<List<String>> rows =
          List.of(
              List.of(
                  first + " correct",
                  count(comparison.both()),
                  count(comparison.onlyFirst().size())),
              List.of(
                  first + " wrong",
                  count(comparison.onlySecond().size()),
                  count(comparison.neither())));
      blocks.add(
          Block.of(
                  Table.of(Table.Kind.FIGURES, rows)
                      .text("", row -> row.get(0))
                      .number(second + " correct", row -> row.get(1))
                      .number(second + " wrong", row -> row.get(2))
                      .build())
              .titled(first + " and " + second, ""));
      addExamples(blocks, comparison.onlyFirst(), first, second);
      addExamples(blocks, comparison.onlySecond(), second, first);
    }
    return new Section("words", "Tokens that only one model labels correctly", "", blocks);
  }

  private static void addExamples(
      List<Block> blocks, List<Position> positions, String correct, String wrong) {
    if (!positions.isEmpty()) {
      blocks.add(
          Block.of(Examples.positions(Examples.evenlySpaced(positions)))
              .folded(
                  "Examples: %s is right, %s predicts another label".formatted(correct, wrong)));
    }
  }
}
