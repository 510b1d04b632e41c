package org.tributary.examples.report;

import static org.tributary.examples.io.NumberFormats.count;
import static org.tributary.examples.io.NumberFormats.percent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.evaluation.Calibration;
import org.tributary.evaluation.Comparison;
import org.tributary.evaluation.Estimate;
import org.tributary.evaluation.ScoredText.Position;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.page.Cell;
import org.tributary.examples.page.Page;
import org.tributary.examples.page.Section;
import org.tributary.examples.page.Table;

/** The page of a comparison of models. */
final class ComparisonPage {
  private ComparisonPage() {}

  static Page of(ComparisonContents contents) {
    Page page = new Page(contents.title(), contents.created(), contents.warnings());
    contents.models().stream()
        .sorted(Comparator.comparingDouble((ScoredModel c) -> contents.score(c).value()).reversed())
        .forEach(
            compared -> {
              Estimate score = contents.score(compared);
              page.card(
                  compared.name(),
                  percent(score.value()),
                  contents.measure() + Estimates.interval(", 95 % interval ", score, ""));
            });
    page.section("scores", "Scores", "").table(scores(contents));
    addDifferences(page, contents);
    addExamples(page, contents.pairs());
    ReportPage.addProvenance(page, contents.provenance());
    return page;
  }

  /** A row of the table of scores: its name, and the text for each model. */
  private record ScoreRow(String name, Function<ScoredModel, String> text) {
    static ScoreRow of(String name, Function<TextEvaluation, Optional<Estimate>> score) {
      return new ScoreRow(
          name,
          compared ->
              score
                  .apply(compared.evaluation())
                  .map(e -> percent(e.value()) + Estimates.interval(" (", e, ")"))
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

  private static Table<?> scores(ComparisonContents contents) {
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
    Table<ScoreRow> table = Table.of(Table.Kind.FIGURES, rows).text("", ScoreRow::name);
    contents
        .models()
        .forEach(
            compared ->
                table.numbers(
                    compared.name(), row -> Cell.of(row.text().apply(compared)).styled("wrap")));
    return table;
  }

  private static void addDifferences(Page page, ComparisonContents contents) {
    page.section(
            "differences",
            "Differences",
            "The difference in %s in percentage points, first minus second, with its 95 %% confidence interval. p is from the paired approximate randomization test by sentence with %s rounds, then adjusted for the number of pairs by Holm's method (p (Holm)); highlighted rows have an adjusted p below 0.05."
                .formatted(contents.measure(), count(Comparison.ROUNDS)))
        .table(
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
                .emphasizing(ComparisonContents.Pair::significant))
        .table(
            Table.facts(
                contents.pairs(),
                pair -> pair.first().name() + " and " + pair.second().name(),
                pair -> pair.explanation(contents.measure())));
  }

  /** A row of the table of tokens by what is right; its name, and two counts. */
  private record Tokens(String name, long secondCorrect, long secondWrong) {}

  private static void addExamples(Page page, List<ComparisonContents.Pair> pairs) {
    Section section = page.section("words", "Tokens that only one model labels correctly", "");
    for (ComparisonContents.Pair pair : pairs) {
      Comparison comparison = pair.comparison();
      String first = pair.first().name();
      String second = pair.second().name();
      section
          .heading(first + " and " + second, "")
          .table(
              Table.of(
                      Table.Kind.FIGURES,
                      List.of(
                          new Tokens(
                              first + " correct", comparison.both(), comparison.onlyFirst().size()),
                          new Tokens(
                              first + " wrong",
                              comparison.onlySecond().size(),
                              comparison.neither())))
                  .text("", Tokens::name)
                  .count(second + " correct", Tokens::secondCorrect)
                  .count(second + " wrong", Tokens::secondWrong));
      addExamples(section, comparison.onlyFirst(), first, second);
      addExamples(section, comparison.onlySecond(), second, first);
    }
  }

  private static void addExamples(
      Section section, List<Position> positions, String correct, String wrong) {
    section.folded(
        "Examples: %s is right, %s predicts another label".formatted(correct, wrong),
        Examples.positions(Examples.evenlySpaced(positions)));
  }
}
