package org.tributary.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tributary.examples.analysis.Calibration;
import org.tributary.examples.analysis.Comparison;
import org.tributary.examples.analysis.Estimate;
import org.tributary.examples.analysis.Randomization;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.examples.analysis.TokenInSentence;
import org.tributary.examples.page.Block;
import org.tributary.examples.page.Cell;
import org.tributary.examples.page.Page;
import org.tributary.examples.page.Page.Card;
import org.tributary.examples.page.Page.Section;
import org.tributary.examples.page.Table;
import org.tributary.examples.text.NumberFormats;

/** The page of a comparison of models. */
final class ComparisonPage {
  private static final Estimate MISSING = new Estimate(Double.NaN, Optional.empty());

  private ComparisonPage() {}

  static Page of(ComparisonContents contents) {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("scores", "Scores", "", List.of(Block.of(scores(contents)))));
    sections.add(differences(contents));
    sections.add(examples(contents));
    ReportPage.provenance(contents.provenance()).ifPresent(sections::add);
    return new Page(
        contents.title(),
        ReportPage.date(contents.created()),
        cards(contents),
        contents.warnings(),
        sections);
  }

  private static List<Card> cards(ComparisonContents contents) {
    return contents.models().stream()
        .sorted(
            Comparator.comparingDouble((ComparedModel c) -> score(contents, c).value()).reversed())
        .map(
            compared -> {
              Estimate score = score(contents, compared);
              return new Card(
                  compared.name(),
                  NumberFormats.percent(score.value()),
                  "%s, 95 %% interval %s".formatted(contents.measure(), Estimates.interval(score)));
            })
        .toList();
  }

  private static Estimate score(ComparisonContents contents, ComparedModel compared) {
    TextEvaluation evaluation = compared.evaluation();
    return contents.bySpans() ? evaluation.headline() : evaluation.accuracy();
  }

  private static Table scores(ComparisonContents contents) {
    Table.Builder table = Table.of(Table.Kind.FIGURES).text("");
    contents.models().forEach(compared -> table.number(compared.name()));
    if (contents.bySpans()) {
      row(table, contents, "Span F1", c -> c.evaluation().headline());
      row(table, contents, "Precision", c -> c.evaluation().spans().orElseThrow().precision());
      row(table, contents, "Recall", c -> c.evaluation().spans().orElseThrow().recall());
    }
    row(table, contents, "Accuracy", c -> c.evaluation().accuracy());
    row(table, contents, "Macro F1", c -> c.evaluation().macroF1());
    row(table, contents, "Known words", c -> accuracy(c.evaluation().known()));
    row(table, contents, "Unknown words", c -> accuracy(c.evaluation().unknown()));
    texts(
        table,
        contents,
        "Known-word rate",
        compared -> NumberFormats.percent(compared.evaluation().coverage()));
    if (contents.bySpans()) {
      texts(
          table,
          contents,
          "Calibration error, spans",
          compared ->
              error(compared.evaluation().spans().flatMap(TextEvaluation.Spans::calibration)));
    }
    texts(
        table,
        contents,
        contents.bySpans() ? "Calibration error, words" : "Calibration error",
        compared -> error(compared.evaluation().calibration()));
    texts(table, contents, "Words/s (depends on the load)", ComparisonPage::rate);
    texts(
        table,
        contents,
        "File size",
        compared ->
            compared.bytes().isPresent()
                ? NumberFormats.bytes(compared.bytes().getAsLong())
                : NumberFormats.NONE);
    return table.build();
  }

  private interface Score {
    Estimate of(ComparedModel compared);
  }

  private interface Text {
    String of(ComparedModel compared);
  }

  private static void row(
      Table.Builder table, ComparisonContents contents, String name, Score score) {
    texts(
        table,
        contents,
        name,
        compared -> {
          Estimate estimate = score.of(compared);
          return Double.isNaN(estimate.value())
              ? NumberFormats.NONE
              : "%s (%s)"
                  .formatted(NumberFormats.percent(estimate.value()), Estimates.interval(estimate));
        });
  }

  private static void texts(
      Table.Builder table, ComparisonContents contents, String name, Text text) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(name));
    contents.models().forEach(compared -> cells.add(Cell.of(text.of(compared)).styled("wrap")));
    table.row(cells, false);
  }

  private static Estimate accuracy(Optional<TextEvaluation.Group> group) {
    return group.map(TextEvaluation.Group::accuracy).orElse(MISSING);
  }

  private static String error(Optional<Calibration> calibration) {
    return calibration
        .map(present -> NumberFormats.percent(present.error()))
        .orElse(NumberFormats.NONE);
  }

  private static String rate(ComparedModel compared) {
    OptionalDouble seconds = compared.seconds();
    return seconds.isEmpty()
        ? NumberFormats.NONE
        : NumberFormats.rate(compared.evaluation().text().tokens().count(), seconds.getAsDouble());
  }

  private static Section differences(ComparisonContents contents) {
    Table.Builder table =
        Table.of(Table.Kind.FIGURES)
            .text("First")
            .text("Second")
            .number("Difference")
            .number("95 % CI")
            .number("p")
            .number("p (Holm)");
    for (ComparisonContents.Pair pair : contents.pairs()) {
      Comparison comparison = pair.comparison();
      table.row(
          List.of(
              Cell.of(pair.first().name()),
              Cell.of(pair.second().name()),
              Cell.of(ComparisonText.difference(comparison.difference())),
              Cell.of(ComparisonText.interval(comparison.difference())).styled("wrap"),
              Cell.of(ComparisonText.pValue(comparison.pValue())),
              Cell.of(ComparisonText.pValue(pair.adjustedPValue()))),
          pair.significant());
    }
    Table.Builder meanings = Table.of(Table.Kind.FACTS).text("").text("");
    contents
        .pairs()
        .forEach(
            pair ->
                meanings.row(
                    Cell.of(pair.first().name() + " and " + pair.second().name()),
                    Cell.of(pair.explanation(contents.measure()))));
    return new Section(
        "differences",
        "Differences",
        "The difference in %s in percentage points, first minus second, with its 95 %% confidence interval. p is from the paired approximate randomization test by sentence with %s rounds, then adjusted for the number of pairs by Holm's method (p (Holm)); highlighted rows have an adjusted p below 0.05."
            .formatted(contents.measure(), NumberFormats.count(Randomization.ROUNDS)),
        List.of(Block.of(table.build()), Block.of(meanings.build())));
  }

  private static Section examples(ComparisonContents contents) {
    List<Block> blocks = new ArrayList<>();
    for (ComparisonContents.Pair pair : contents.pairs()) {
      Comparison comparison = pair.comparison();
      String first = pair.first().name();
      String second = pair.second().name();
      Table table =
          Table.of(Table.Kind.FIGURES)
              .text("")
              .number(second + " correct")
              .number(second + " wrong")
              .row(
                  Cell.of(first + " correct"),
                  Cell.of(NumberFormats.count(comparison.both())),
                  Cell.of(NumberFormats.count(comparison.onlyFirst().size())))
              .row(
                  Cell.of(first + " wrong"),
                  Cell.of(NumberFormats.count(comparison.onlySecond().size())),
                  Cell.of(NumberFormats.count(comparison.neither())))
              .build();
      blocks.add(Block.of(table).titled(first + " and " + second, ""));
      addExamples(blocks, comparison.onlyFirst(), first, second);
      addExamples(blocks, comparison.onlySecond(), second, first);
    }
    return new Section("words", "Tokens that only one model labels correctly", "", blocks);
  }

  private static void addExamples(
      List<Block> blocks, List<TokenInSentence> positions, String correct, String wrong) {
    if (!positions.isEmpty()) {
      blocks.add(
          Block.of(Examples.positions(Samples.evenlySpaced(positions)))
              .folded(
                  "Examples: %s is right, %s predicts another label".formatted(correct, wrong)));
    }
  }
}
