package org.tributary.examples.report;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tributary.examples.analysis.Breakdown;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.examples.page.Block;
import org.tributary.examples.page.Cell;
import org.tributary.examples.page.Page;
import org.tributary.examples.page.Page.Card;
import org.tributary.examples.page.Page.Section;
import org.tributary.examples.page.Table;
import org.tributary.examples.text.NumberFormats;
import org.tributary.tribuo.provenance.EpochSummary;

/** The page of a report on one model. */
final class ReportPage {
  private ReportPage() {}

  static Page of(ReportContents contents) {
    TextEvaluation evaluation = contents.evaluation();
    List<Section> sections = new ArrayList<>();
    evaluation.spans().ifPresent(spans -> sections.addAll(SpanSections.of(evaluation, spans)));
    sections.addAll(LabelSections.of(evaluation));
    sections.add(breakdowns(evaluation));
    CalibrationSection.of(evaluation).ifPresent(sections::add);
    certainty(evaluation).ifPresent(sections::add);
    curve(contents.history(), evaluation.spans().isPresent()).ifPresent(sections::add);
    provenance(contents.provenance()).ifPresent(sections::add);
    return new Page(
        contents.title(), date(contents.created()), cards(contents), contents.warnings(), sections);
  }

  static String date(OffsetDateTime time) {
    return time.format(DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm xxx", Locale.UK));
  }

  private static List<Card> cards(ReportContents contents) {
    TextEvaluation evaluation = contents.evaluation();
    List<Card> cards = new ArrayList<>();
    evaluation
        .spans()
        .ifPresent(
            spans -> {
              cards.add(Estimates.card("Span F1", spans.f1()));
              cards.add(Estimates.card("Precision", spans.precision()));
              cards.add(Estimates.card("Recall", spans.recall()));
            });
    cards.add(
        Estimates.card(
            evaluation.spans().isPresent() ? "Token accuracy" : "Accuracy", evaluation.accuracy()));
    cards.add(
        Estimates.card(
            evaluation.spans().isPresent() ? "Macro F1 of types" : "Macro F1",
            evaluation.macroF1()));
    evaluation
        .known()
        .ifPresent(known -> cards.add(Estimates.card("Known words", known.accuracy())));
    evaluation
        .unknown()
        .ifPresent(unknown -> cards.add(Estimates.card("Unknown words", unknown.accuracy())));
    OptionalDouble coverage = evaluation.coverage();
    if (coverage.isPresent()) {
      cards.add(
          new Card(
              "Known-word rate",
              NumberFormats.percent(coverage.getAsDouble()),
              "words known from training"));
    }
    long tokens = evaluation.text().tokens().count();
    contents
        .seconds()
        .ifPresent(
            seconds ->
                cards.add(
                    new Card(
                        "Words/s",
                        NumberFormats.rate(tokens, seconds),
                        "in %s; depends on the load".formatted(NumberFormats.seconds(seconds)))));
    cards.add(
        new Card(
            "Test data",
            NumberFormats.count(tokens),
            (tokens == 1 ? "word in " : "words in ")
                + NumberFormats.count(evaluation.text().size(), "sentence")));
    contents
        .modelBytes()
        .ifPresent(bytes -> cards.add(new Card("Model", NumberFormats.bytes(bytes), "file size")));
    return cards;
  }

  private static Section breakdowns(TextEvaluation evaluation) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        breakdown("Words in the sentence", Breakdown.bySentenceLength(evaluation.text()))
            .titled("By length of the sentence", ""));
    Breakdown counts = Breakdown.byTrainingCount(evaluation.text());
    if (!counts.groups().isEmpty()) {
      blocks.add(
          breakdown("Occurrences in training", counts)
              .titled("By frequency of the word in the training data", ""));
    }
    return new Section("groups", "Accuracy by group", "", blocks);
  }

  /** Returns the block of a breakdown of token accuracies. */
  private static Block breakdown(String name, Breakdown breakdown) {
    return Block.of(Breakdowns.table(name, "Words", "Accuracy", breakdown));
  }

  private static Optional<Section> certainty(TextEvaluation evaluation) {
    List<Block> blocks = new ArrayList<>();
    Table mistakes = Examples.positions(Samples.confidentMistakes(evaluation));
    if (!mistakes.rows().isEmpty()) {
      blocks.add(
          evaluation.calibration().isPresent()
              ? Block.of(mistakes).titled("Most confident mistakes", "")
              : Block.of(mistakes).titled("Mistakes", "The first in the text."));
    }
    Table correct = Examples.positions(Samples.leastConfidentCorrect(evaluation));
    if (!correct.rows().isEmpty()) {
      blocks.add(Block.of(correct).titled("Least confident correct labels", ""));
    }
    return blocks.isEmpty()
        ? Optional.empty()
        : Optional.of(new Section("examples", "Examples", "", blocks));
  }

  private static Optional<Section> curve(List<EpochSummary> history, boolean spans) {
    if (history.isEmpty()) {
      return Optional.empty();
    }
    int bestEpoch = EpochSummary.best(history).map(EpochSummary::epoch).orElse(0);
    Table.Builder table =
        Table.of(Table.Kind.FIGURES).text("Epoch").number("Loss").number("Dev score").text("");
    for (EpochSummary epoch : history) {
      boolean isBest = epoch.epoch() == bestEpoch;
      table.row(
          List.of(
              Cell.of(Integer.toString(epoch.epoch())),
              Cell.of(NumberFormats.fourDecimals(epoch.loss())),
              Cell.of(NumberFormats.percent(epoch.devScore())),
              Cell.of(isBest ? "best" : "")),
          isBest);
    }
    return Optional.of(
        new Section(
            "training",
            "Learning curve",
            spans
                ? "Dev scores of the epochs, before any tuning of O's bias, which follows the last epoch."
                : "",
            List.of(
                Block.of(
                    new Block.Chart(
                        "learning",
                        "history",
                        "Training loss and dev score by epoch; the numbers are in the table below.")),
                Block.of(table.build()).folded("The numbers"))));
  }

  static Optional<Section> provenance(List<FactSheet> sheets) {
    List<Block> blocks = new ArrayList<>();
    for (FactSheet sheet : sheets) {
      Table.Builder table = Table.of(Table.Kind.FACTS).text("").text("");
      sheet.facts().forEach(fact -> table.row(Cell.of(fact.name()), Cell.of(fact.value())));
      blocks.add(Block.of(table.build()).titled(sheet.title(), ""));
    }
    return blocks.isEmpty()
        ? Optional.empty()
        : Optional.of(new Section("provenance", "Provenance", "", blocks));
  }
}
