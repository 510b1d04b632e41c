package org.tributary.examples.report;

import static org.tributary.examples.io.NumberFormats.count;
import static org.tributary.examples.io.NumberFormats.percent;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.page.Block;
import org.tributary.examples.page.Cell;
import org.tributary.examples.page.Page;
import org.tributary.examples.page.Page.Card;
import org.tributary.examples.page.Page.Section;
import org.tributary.examples.page.Table;
import org.tributary.tribuo.evaluation.Breakdown;
import org.tributary.tribuo.evaluation.Calibration;
import org.tributary.tribuo.evaluation.ConfusionMatrix;
import org.tributary.tribuo.evaluation.LabelScore;
import org.tributary.tribuo.evaluation.TextEvaluation;
import org.tributary.tribuo.provenance.EpochSummary;

/** The page of a report on one model. */
final class ReportPage {
  /** A matrix of 2,000 × 2,000 labels would take hundreds of megabytes. */
  private static final int MAX_MATRIX_LABELS = 100;

  private final TextEvaluation evaluation;

  private ReportPage(TextEvaluation evaluation) {
    this.evaluation = evaluation;
  }

  static Page of(ReportContents contents) {
    ReportPage page = new ReportPage(contents.evaluation());
    List<Section> sections = new ArrayList<>();
    contents.evaluation().spans().ifPresent(spans -> page.addSpans(spans, sections));
    sections.add(new Section("labels", "Labels", "", List.of(Block.of(page.labels()))));
    sections.add(page.confusions());
    sections.add(page.breakdowns());
    addUnlessEmpty(
        sections,
        "calibration",
        "Calibration",
        "A model is calibrated if predictions of confidence c are right with a frequency of c. The expected calibration error is the mean |accuracy − confidence| over ten bins of equal width, weighted by their numbers of predictions.",
        page.calibration());
    addUnlessEmpty(sections, "examples", "Examples", "", page.certainty());
    curve(contents.history(), contents.evaluation().spans().isPresent()).ifPresent(sections::add);
    addProvenance(sections, contents.provenance());
    return new Page(
        contents.model().name(),
        date(contents.created()),
        page.cards(contents.model()),
        contents.warnings(),
        sections);
  }

  static String date(OffsetDateTime time) {
    return time.format(DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm xxx", Locale.UK));
  }

  private static void addUnlessEmpty(
      List<Section> sections, String id, String title, String intro, List<Block> blocks) {
    if (!blocks.isEmpty()) {
      sections.add(new Section(id, title, intro, blocks));
    }
  }

  static void addProvenance(List<Section> sections, List<FactSheet> sheets) {
    addUnlessEmpty(
        sections,
        "provenance",
        "Provenance",
        "",
        sheets.stream()
            .map(
                sheet ->
                    Block.of(
                            Table.facts(sheet.facts(), FactSheet.Fact::name, FactSheet.Fact::value))
                        .titled(sheet.title(), ""))
            .toList());
  }

  private List<Card> cards(ScoredModel model) {
    List<Card> cards = new ArrayList<>();
    boolean spans = evaluation.spans().isPresent();
    evaluation
        .spans()
        .ifPresent(
            scores -> {
              cards.add(Estimates.card("Span F1", scores.f1()));
              cards.add(Estimates.card("Precision", scores.precision()));
              cards.add(Estimates.card("Recall", scores.recall()));
            });
    cards.add(Estimates.card(spans ? "Token accuracy" : "Accuracy", evaluation.accuracy()));
    cards.add(Estimates.card(spans ? "Macro F1 of types" : "Macro F1", evaluation.macroF1()));
    evaluation.known().ifPresent(k -> cards.add(Estimates.card("Known words", k.accuracy())));
    evaluation.unknown().ifPresent(u -> cards.add(Estimates.card("Unknown words", u.accuracy())));
    evaluation
        .coverage()
        .ifPresent(
            share ->
                cards.add(
                    new Card("Known-word rate", percent(share), "words known from training")));
    model
        .seconds()
        .ifPresent(
            seconds ->
                cards.add(
                    new Card(
                        "Words/s",
                        model.rate(),
                        "in %s; depends on the load".formatted(NumberFormats.seconds(seconds)))));
    long words = model.words();
    cards.add(
        new Card(
            "Test data",
            count(words),
            (words == 1 ? "word in " : "words in ") + count(evaluation.text().size(), "sentence")));
    model.bytes().ifPresent(bytes -> cards.add(new Card("Model", model.size(), "file size")));
    return cards;
  }

  private void addSpans(TextEvaluation.Spans spans, List<Section> sections) {
    List<LabelScore> scores =
        Stream.concat(spans.types().stream(), Stream.of(spans.total())).toList();
    sections.add(
        new Section(
            "spans",
            "Spans",
            "A predicted span is correct if its first word, last word and type match a gold span, as in conlleval.",
            List.of(
                Block.of(
                    scores("Type", scores)
                        .count("Spans", LabelScore::support)
                        .count("Predicted", LabelScore::predicted)
                        .emphasizing(score -> score.equals(spans.total()))
                        .build()),
                breakdown(
                    "Words in the span",
                    "Spans",
                    "Recall",
                    Breakdown.bySpanLength(evaluation.text()),
                    "By length of the span"))));
    if (spans.errors().isEmpty()) {
      return;
    }
    List<Examples.ErrorKind> kinds = Examples.errorKinds(spans);
    int all = spans.errors().size();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        Block.of(
            Table.of(Table.Kind.FIGURES, kinds)
                .text("Kind", kind -> kind.kind().text())
                .text("", kind -> kind.kind().definition())
                .count("Errors", Examples.ErrorKind::count)
                .bar("Share", kind -> (double) kind.count() / all)
                .build()));
    for (Examples.ErrorKind kind : kinds) {
      blocks.add(
          Block.of(Examples.spanErrors(kind.examples(), evaluation.text().sentences()))
              .folded("Examples: " + kind.kind().text()));
    }
    sections.add(
        new Section(
            "span-errors",
            "Span errors",
            "In the examples, words of both spans have a background; words of the gold span alone are underlined in green, words of the predicted span alone in red. In Markdown all of them are bold.",
            blocks));
  }

  private static Table.Builder<LabelScore> scores(String name, List<LabelScore> scores) {
    return Table.of(Table.Kind.FIGURES, scores)
        .text(name, LabelScore::label)
        .percent("Precision", LabelScore::precision)
        .percent("Recall", LabelScore::recall)
        .bar("F1", LabelScore::f1);
  }

  private Table labels() {
    return scores("Label", evaluation.labels()).count("Words", LabelScore::support).build();
  }

  private Section confusions() {
    List<Block> blocks = new ArrayList<>();
    List<ConfusionMatrix.Cell> cells = Examples.confusions(evaluation);
    ConfusionMatrix confusion = evaluation.confusion();
    if (!cells.isEmpty()) {
      blocks.add(
          Block.of(
                  Table.of(Table.Kind.FIGURES, cells)
                      .text("Gold", ConfusionMatrix.Cell::gold)
                      .text("Predicted", ConfusionMatrix.Cell::predicted)
                      .count("Count", cell -> confusion.counts().get(cell))
                      .percent(
                          "Share of the gold label",
                          cell -> (double) confusion.counts().get(cell) / support(cell.gold()))
                      .build())
              .titled("Most frequent confusions", ""));
    }
    for (ConfusionMatrix.Cell cell : cells) {
      blocks.add(
          Block.of(Examples.positions(Examples.evenlySpaced(evaluation.confused(cell))))
              .folded("Examples: %s tagged as %s".formatted(cell.gold(), cell.predicted())));
    }
    List<LabelScore> labels = evaluation.labels();
    List<LabelScore> shown = labels.subList(0, Math.min(MAX_MATRIX_LABELS, labels.size()));
    String omitted =
        shown.size() == labels.size()
            ? ""
            : " The %s rarest labels are omitted.".formatted(count(labels.size() - shown.size()));
    blocks.add(
        Block.of(matrix(shown, confusion))
            .titled(
                "Confusion matrix",
                "Rows are gold labels, columns are predicted labels. The stronger a cell’s colour on the page, the larger its share of the row."
                    + omitted)
            .folded("The matrix"));
    return new Section("confusions", "Confusions", "", blocks);
  }

  private long support(String label) {
    return evaluation.labels().stream()
        .filter(score -> score.label().equals(label))
        .mapToLong(LabelScore::support)
        .sum();
  }

  private static Table matrix(List<LabelScore> labels, ConfusionMatrix confusion) {
    Table.Builder<LabelScore> table =
        Table.of(Table.Kind.MATRIX, labels).text("", LabelScore::label);
    for (LabelScore predicted : labels) {
      table.numbers(predicted.label(), gold -> matrixCell(gold, predicted.label(), confusion));
    }
    return table.build();
  }

  /** The shade is the square root of the share of the row, so that rare mistakes show. */
  private static Cell matrixCell(LabelScore gold, String predicted, ConfusionMatrix confusion) {
    long count = confusion.count(gold.label(), predicted);
    double share = count == 0 ? 0 : (double) count / gold.support();
    return Cell.of(count == 0 ? "" : count(count))
        .styled(gold.label().equals(predicted) ? "good" : "bad")
        .shaded(
            Math.sqrt(share),
            "%s tagged as %s: %s".formatted(gold.label(), predicted, percent(share)));
  }

  private Section breakdowns() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        breakdown(
            "Words in the sentence",
            "Words",
            "Accuracy",
            Breakdown.bySentenceLength(evaluation.text()),
            "By length of the sentence"));
    Breakdown counts = Breakdown.byTrainingCount(evaluation.text());
    if (!counts.groups().isEmpty()) {
      blocks.add(
          breakdown(
              "Occurrences in training",
              "Words",
              "Accuracy",
              counts,
              "By frequency of the word in the training data"));
    }
    return new Section("groups", "Accuracy by group", "", blocks);
  }

  private static Block breakdown(
      String group, String total, String score, Breakdown breakdown, String heading) {
    return Block.of(
            Table.of(Table.Kind.FIGURES, breakdown.groups().entrySet())
                .text(group, Map.Entry::getKey)
                .count(total, entry -> entry.getValue().total())
                .count("Correct", entry -> entry.getValue().correct())
                .bar(score, entry -> entry.getValue().accuracy().orElseThrow())
                .build())
        .titled(heading, "");
  }

  private List<Block> calibration() {
    List<Block> blocks = new ArrayList<>();
    evaluation
        .spans()
        .flatMap(TextEvaluation.Spans::calibration)
        .ifPresent(
            calibration ->
                addCalibration(
                    blocks,
                    calibration,
                    "spans.calibration",
                    "Predicted spans",
                    "precision",
                    " The confidence of a span is the probability of its labels without a neighbouring label that continues it, if the model gives it, otherwise the lowest confidence of its words."));
    evaluation
        .calibration()
        .ifPresent(
            calibration ->
                addCalibration(blocks, calibration, "calibration", "Labels", "accuracy", ""));
    return blocks;
  }

  private static void addCalibration(
      List<Block> blocks,
      Calibration calibration,
      String path,
      String subject,
      String score,
      String note) {
    blocks.add(
        Block.of(
                new Block.Chart(
                    "reliability",
                    path,
                    subject + ": accuracy by confidence; the numbers are in the table below."))
            .titled(
                subject,
                "Expected calibration error: " + percent(calibration.error()) + "." + note));
    blocks.add(
        Block.of(
                Table.of(Table.Kind.FIGURES, calibration.bins())
                    .text(
                        "Confidence",
                        bin -> percents(bin.low()) + "–" + percents(bin.high()) + " %")
                    .count("Predictions", Calibration.Bin::count)
                    .number("Mean confidence", bin -> percent(bin.confidence()))
                    .number("Correct", bin -> percent(bin.accuracy()))
                    .build())
            .folded("The numbers"));
    blocks.add(
        Block.of(
                new Block.Chart(
                    "coverage",
                    path,
                    subject + ": accuracy by coverage; the numbers are in the table below."))
            .titled(
                subject + " above a confidence",
                "Coverage and %s if predictions below a threshold are rejected.".formatted(score)));
    blocks.add(
        Block.of(
            Table.of(Table.Kind.FIGURES, calibration.thresholds())
                .text("Confidence at least", threshold -> percent(threshold.confidence()))
                .count("Predictions", Calibration.Threshold::count)
                .bar("Coverage", Calibration.Threshold::coverage)
                .number(
                    score.substring(0, 1).toUpperCase(Locale.ROOT) + score.substring(1),
                    threshold -> percent(threshold.accuracy()))
                .build()));
  }

  private static String percents(double tenth) {
    return Long.toString(Math.round(100 * tenth));
  }

  private List<Block> certainty() {
    List<Block> blocks = new ArrayList<>();
    Table mistakes = Examples.positions(evaluation.text().confidentMistakes(Examples.LISTED));
    if (!mistakes.rows().isEmpty()) {
      blocks.add(
          evaluation.calibration().isPresent()
              ? Block.of(mistakes).titled("Most confident mistakes", "")
              : Block.of(mistakes).titled("Mistakes", "The first in the text."));
    }
    Table correct = Examples.positions(evaluation.leastConfidentCorrect(Examples.LISTED));
    if (!correct.rows().isEmpty()) {
      blocks.add(Block.of(correct).titled("Least confident correct labels", ""));
    }
    return blocks;
  }

  private static Optional<Section> curve(List<EpochSummary> history, boolean spans) {
    if (history.isEmpty()) {
      return Optional.empty();
    }
    int best = EpochSummary.best(history).map(EpochSummary::epoch).orElse(0);
    Table table =
        Table.of(Table.Kind.FIGURES, history)
            .text("Epoch", epoch -> Integer.toString(epoch.epoch()))
            .number("Loss", epoch -> NumberFormats.fourDecimals(epoch.loss()))
            .number("Dev score", epoch -> percent(epoch.devScore()))
            .text("", epoch -> epoch.epoch() == best ? "best" : "")
            .emphasizing(epoch -> epoch.epoch() == best)
            .build();
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
                Block.of(table).folded("The numbers"))));
  }
}
