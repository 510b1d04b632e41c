package org.tributary.examples.report;

import static org.tributary.examples.io.NumberFormats.count;
import static org.tributary.examples.io.NumberFormats.percent;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.tributary.evaluation.Breakdown;
import org.tributary.evaluation.Calibration;
import org.tributary.evaluation.ConfusionMatrix;
import org.tributary.evaluation.Estimate;
import org.tributary.evaluation.LabelScore;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.page.Cell;
import org.tributary.examples.page.Page;
import org.tributary.examples.page.Section;
import org.tributary.examples.page.Table;
import org.tributary.tribuo.provenance.EpochSummary;

/**
 * The page of a report on one model.
 *
 * @param page the page so far
 * @param evaluation the scores and errors of the model
 */
record ReportPage(Page page, TextEvaluation evaluation) {
  /** A matrix of 2,000 × 2,000 labels would take hundreds of megabytes. */
  private static final int MAX_MATRIX_LABELS = 100;

  static Page of(ReportContents contents) {
    ScoredModel model = contents.model();
    ReportPage report =
        new ReportPage(
            new Page(model.name(), contents.created(), contents.warnings()), model.evaluation());
    report.addCards(model);
    model.evaluation().spans().ifPresent(report::addSpans);
    report
        .page
        .section("labels", "Labels", "")
        .table(scores("Label", model.evaluation().labels()).count("Words", LabelScore::support));
    report.addConfusions();
    report.addBreakdowns();
    report.addCalibrations();
    report.addExamples();
    report.addLearningCurve(contents.history());
    addProvenance(report.page, contents.provenance());
    return report.page;
  }

  static void addProvenance(Page page, List<FactSheet> sheets) {
    Section section = page.section("provenance", "Provenance", "");
    for (FactSheet sheet : sheets) {
      section
          .heading(sheet.title(), "")
          .table(Table.facts(sheet.facts(), FactSheet.Fact::name, FactSheet.Fact::value));
    }
  }

  private void addCards(ScoredModel model) {
    boolean spans = evaluation.spans().isPresent();
    evaluation
        .spans()
        .ifPresent(
            scores -> {
              addCard("Span F1", scores.f1());
              addCard("Precision", scores.precision());
              addCard("Recall", scores.recall());
            });
    addCard(spans ? "Token accuracy" : "Accuracy", evaluation.accuracy());
    addCard(spans ? "Macro F1 of types" : "Macro F1", evaluation.macroF1());
    evaluation.known().ifPresent(known -> addCard("Known words", known.accuracy()));
    evaluation.unknown().ifPresent(unknown -> addCard("Unknown words", unknown.accuracy()));
    evaluation
        .coverage()
        .ifPresent(
            share -> page.card("Known-word rate", percent(share), "words known from training"));
    model
        .seconds()
        .ifPresent(
            seconds ->
                page.card(
                    "Words/s",
                    model.rate(),
                    "in %s; depends on the load".formatted(NumberFormats.seconds(seconds))));
    long words = model.words();
    page.card(
        "Test data",
        count(words),
        (words == 1 ? "word in " : "words in ") + count(evaluation.text().size(), "sentence"));
    model.bytes().ifPresent(bytes -> page.card("Model", model.size(), "file size"));
  }

  private void addCard(String name, Estimate score) {
    page.card(name, percent(score.value()), Estimates.interval("95 % interval ", score, ""));
  }

  private void addSpans(TextEvaluation.Spans spans) {
    List<LabelScore> scores =
        Stream.concat(spans.types().stream(), Stream.of(spans.total())).toList();
    Section section =
        page.section(
                "spans",
                "Spans",
                "A predicted span is correct if its first word, last word and type match a gold span, as in conlleval.")
            .table(
                scores("Type", scores)
                    .count("Spans", LabelScore::support)
                    .count("Predicted", LabelScore::predicted)
                    .emphasizing(score -> score.equals(spans.total())));
    section
        .heading("By length of the span", "")
        .table(
            breakdown(
                "Words in the span", "Spans", "Recall", Breakdown.bySpanLength(evaluation.text())));
    List<Examples.ErrorKind> kinds = Examples.errorKinds(spans);
    int all = spans.errors().size();
    Section errors =
        page.section(
                "span-errors",
                "Span errors",
                "In the examples, words of both spans have a background; words of only the gold span are underlined in green, words of only the predicted span in red. In Markdown all of them are bold.")
            .table(
                Table.of(Table.Kind.FIGURES, kinds)
                    .text("Kind", kind -> kind.kind().text())
                    .text("", kind -> kind.kind().definition())
                    .count("Errors", Examples.ErrorKind::count)
                    .bar("Share", kind -> (double) kind.count() / all));
    for (Examples.ErrorKind kind : kinds) {
      errors.folded(
          "Examples: " + kind.kind().text(),
          Examples.spanErrors(kind.examples(), evaluation.text().sentences()));
    }
  }

  private static Table<LabelScore> scores(String name, List<LabelScore> scores) {
    return Table.of(Table.Kind.FIGURES, scores)
        .text(name, LabelScore::label)
        .percent("Precision", LabelScore::precision)
        .percent("Recall", LabelScore::recall)
        .bar("F1", LabelScore::f1);
  }

  private void addConfusions() {
    List<ConfusionMatrix.Cell> cells = Examples.confusions(evaluation);
    ConfusionMatrix confusion = evaluation.confusion();
    Section section =
        page.section("confusions", "Confusions", "")
            .heading("Most frequent confusions", "")
            .table(
                Table.of(Table.Kind.FIGURES, cells)
                    .text("Gold", ConfusionMatrix.Cell::gold)
                    .text("Predicted", ConfusionMatrix.Cell::predicted)
                    .count("Count", confusion.counts()::get)
                    .percent(
                        "Share of the gold label",
                        cell -> (double) confusion.counts().get(cell) / support(cell.gold())));
    for (ConfusionMatrix.Cell cell : cells) {
      section.folded(
          "Examples: %s tagged as %s".formatted(cell.gold(), cell.predicted()),
          Examples.positions(Examples.evenlySpaced(evaluation.confused(cell))));
    }
    List<LabelScore> labels = evaluation.labels();
    List<LabelScore> shown = labels.subList(0, Math.min(MAX_MATRIX_LABELS, labels.size()));
    String omitted =
        shown.size() == labels.size()
            ? ""
            : " The %s rarest labels are omitted.".formatted(count(labels.size() - shown.size()));
    section
        .heading(
            "Confusion matrix",
            "Rows are gold labels, columns are predicted labels. The stronger a cell’s colour on the page, the larger its share of the row."
                + omitted)
        .folded("The matrix", matrix(shown, confusion));
  }

  private long support(String label) {
    return evaluation.labels().stream()
        .filter(score -> score.label().equals(label))
        .mapToLong(LabelScore::support)
        .sum();
  }

  private static Table<LabelScore> matrix(List<LabelScore> labels, ConfusionMatrix confusion) {
    Table<LabelScore> table = Table.of(Table.Kind.MATRIX, labels).text("", LabelScore::label);
    for (LabelScore predicted : labels) {
      table.numbers(predicted.label(), gold -> matrixCell(gold, predicted.label(), confusion));
    }
    return table;
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

  private void addBreakdowns() {
    page.section("groups", "Accuracy by group", "")
        .heading("By length of the sentence", "")
        .table(
            breakdown(
                "Words in the sentence",
                "Words",
                "Accuracy",
                Breakdown.bySentenceLength(evaluation.text())))
        .heading("By frequency of the word in the training data", "")
        .table(
            breakdown(
                "Occurrences in training",
                "Words",
                "Accuracy",
                Breakdown.byTrainingCount(evaluation.text())));
  }

  private static Table<?> breakdown(String group, String total, String score, Breakdown breakdown) {
    return Table.of(Table.Kind.FIGURES, breakdown.groups().entrySet())
        .text(group, Map.Entry::getKey)
        .count(total, entry -> entry.getValue().total())
        .count("Correct", entry -> entry.getValue().correct())
        .bar(score, entry -> entry.getValue().accuracy().orElseThrow());
  }

  private void addCalibrations() {
    Section section =
        page.section(
            "calibration",
            "Calibration",
            "A model is calibrated if predictions of confidence c are right with a frequency of c. The expected calibration error is the mean |accuracy − confidence| over ten bins of equal width, weighted by their numbers of predictions.");
    evaluation
        .spans()
        .flatMap(TextEvaluation.Spans::calibration)
        .ifPresent(
            calibration ->
                addCalibration(
                    section,
                    calibration,
                    "spans.calibration",
                    "Predicted spans",
                    "precision",
                    " The confidence of a span is the probability of its labels without a neighbouring label that continues it, if the model gives it, otherwise the lowest confidence of its words."));
    evaluation
        .calibration()
        .ifPresent(
            calibration ->
                addCalibration(section, calibration, "calibration", "Labels", "accuracy", ""));
  }

  private static void addCalibration(
      Section section,
      Calibration calibration,
      String path,
      String subject,
      String score,
      String note) {
    section
        .heading(
            subject, "Expected calibration error: " + percent(calibration.error()) + "." + note)
        .chart(
            "reliability",
            path,
            "%s: %s by confidence; the numbers are in the table below.".formatted(subject, score))
        .folded(
            "The numbers",
            Table.of(Table.Kind.FIGURES, calibration.bins())
                .text(
                    "Confidence",
                    bin -> Math.round(100 * bin.low()) + "–" + Math.round(100 * bin.high()) + " %")
                .count("Predictions", Calibration.Bin::count)
                .number("Mean confidence", bin -> percent(bin.confidence()))
                .number("Correct", bin -> percent(bin.accuracy())))
        .heading(
            subject + " above a confidence",
            "Coverage and %s if predictions below a threshold are rejected.".formatted(score))
        .chart(
            "coverage",
            path,
            "%s: %s by coverage; the numbers are in the table below.".formatted(subject, score))
        .table(
            Table.of(Table.Kind.FIGURES, calibration.thresholds())
                .text("Confidence at least", threshold -> percent(threshold.confidence()))
                .count("Predictions", Calibration.Threshold::count)
                .bar("Coverage", Calibration.Threshold::coverage)
                .number(
                    score.substring(0, 1).toUpperCase(Locale.ROOT) + score.substring(1),
                    threshold -> percent(threshold.accuracy())));
  }

  private void addExamples() {
    boolean confident = evaluation.calibration().isPresent();
    page.section("examples", "Examples", "")
        .heading(
            confident ? "Most confident mistakes" : "Mistakes",
            confident ? "" : "The first in the text.")
        .table(Examples.positions(evaluation.text().confidentMistakes(Examples.LISTED)))
        .heading("Least confident correct labels", "")
        .table(Examples.positions(evaluation.leastConfidentCorrect(Examples.LISTED)));
  }

  private void addLearningCurve(List<EpochSummary> history) {
    if (history.isEmpty()) {
      return;
    }
    int best = EpochSummary.best(history).map(EpochSummary::epoch).orElse(0);
    page.section(
            "training",
            "Learning curve",
            evaluation.spans().isPresent()
                ? "Dev scores of the epochs, before the bias of O is tuned after the last epoch."
                : "")
        .chart(
            "learning",
            "history",
            "Training loss and dev score by epoch; the numbers are in the table below.")
        .folded(
            "The numbers",
            Table.of(Table.Kind.FIGURES, history)
                .text("Epoch", epoch -> Integer.toString(epoch.epoch()))
                .number("Loss", epoch -> NumberFormats.fourDecimals(epoch.loss()))
                .number("Dev score", epoch -> percent(epoch.devScore()))
                .text("", epoch -> epoch.epoch() == best ? "best" : "")
                .emphasizing(epoch -> epoch.epoch() == best));
  }
}
