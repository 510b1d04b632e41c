package org.tributary.examples.report;

import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.tributary.examples.text.NumberFormats;
import org.tributary.tribuo.EpochSummary;
import org.tributary.tribuo.evaluation.ConfusionMatrix;
import org.tributary.tribuo.evaluation.LabelScore;
import org.tributary.tribuo.evaluation.Mistake;
import org.tributary.tribuo.evaluation.SpanEvaluation;
import org.tributary.tribuo.evaluation.TaggingEvaluation;
import org.tributary.tribuo.evaluation.Tally;

/** The view model of the templates. All values are pre-formatted. */
record ReportView(
    String title,
    String created,
    List<Card> cards,
    List<LabelRow> labels,
    List<SpanRow> spans,
    String unseenLabels,
    String omittedLabels,
    List<String> matrixLabels,
    List<MatrixRow> matrix,
    List<ConfusionRow> confusions,
    List<EpochRow> epochs,
    List<MistakeRow> mistakes,
    List<FactSheet> provenance) {

  private static final int MAX_CONFUSIONS = 12;
  private static final int MAX_MATRIX_LABELS = 100;
  private static final int CONTEXT_WORDS = 12;

  record Card(String name, String value, String note) {}

  record LabelRow(
      String label, String precision, String recall, String f1, String bar, String support) {}

  record SpanRow(
      String type,
      String precision,
      String recall,
      String f1,
      String bar,
      String support,
      String predicted) {}

  record MatrixRow(String gold, List<MatrixCell> cells) {}

  /** Shade is in [0, 1]: the square root of the cell's share of its row, so rare mistakes show. */
  record MatrixCell(String count, String kind, String shade, String hint) {}

  record ConfusionRow(String gold, String predicted, String count, String share) {}

  record EpochRow(int epoch, String loss, String devScore, boolean best) {}

  record MistakeRow(
      String sentence,
      String before,
      String word,
      String after,
      String gold,
      String predicted,
      String confidence,
      boolean unknown) {}

  boolean hasSpans() {
    return !spans.isEmpty();
  }

  boolean hasConfusions() {
    return !confusions.isEmpty();
  }

  boolean hasCurve() {
    return !epochs.isEmpty();
  }

  boolean hasMistakes() {
    return !mistakes.isEmpty();
  }

  static ReportView of(ReportModel model) {
    TaggingEvaluation evaluation = model.evaluation();
    List<LabelScore> scores =
        evaluation.labels().stream()
            .sorted(Comparator.comparingLong(LabelScore::support).reversed())
            .toList();
    List<LabelScore> frequent = scores.subList(0, Math.min(MAX_MATRIX_LABELS, scores.size()));
    List<String> labels = frequent.stream().map(LabelScore::label).toList();
    return new ReportView(
        model.title(),
        model.created().format(DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm xxx", Locale.UK)),
        cards(model),
        scores.stream().map(ReportView::labelRow).toList(),
        model.spans().stream().flatMap(ReportView::spanRows).toList(),
        String.join(", ", evaluation.unseenLabels()),
        labels.size() == scores.size() ? "" : NumberFormats.count(scores.size() - labels.size()),
        labels,
        frequent.stream().map(score -> matrixRow(score, labels, evaluation.confusion())).toList(),
        evaluation.confusion().confusions().stream()
            .limit(MAX_CONFUSIONS)
            .map(cell -> confusionRow(cell, evaluation.confusion(), scores))
            .toList(),
        epochs(model.history()),
        evaluation.mistakes().stream().map(ReportView::mistakeRow).toList(),
        model.provenance());
  }

  private static List<Card> cards(ReportModel model) {
    TaggingEvaluation evaluation = model.evaluation();
    Tally all = evaluation.all();
    return List.of(
        new Card("Accuracy", NumberFormats.percent(all.accuracy()), correct(all)),
        new Card(
            "Known words",
            NumberFormats.percent(evaluation.known().accuracy()),
            correct(evaluation.known())),
        new Card(
            "Unknown words",
            NumberFormats.percent(evaluation.unknown().accuracy()),
            correct(evaluation.unknown())),
        new Card(
            "words/s",
            NumberFormats.rate(all.total(), model.seconds()),
            NumberFormats.count(evaluation.sentences())
                + " sentences in "
                + NumberFormats.seconds(model.seconds())),
        new Card("Model", NumberFormats.bytes(model.modelBytes()), labelCount(evaluation)),
        new Card(
            "Test data",
            NumberFormats.bytes(model.dataBytes()),
            NumberFormats.count(all.total()) + " words"));
  }

  private static String labelCount(TaggingEvaluation evaluation) {
    return evaluation.labels().size() + " tags";
  }

  private static String correct(Tally tally) {
    return NumberFormats.count(tally.correct()) + " of " + NumberFormats.count(tally.total());
  }

  private static LabelRow labelRow(LabelScore score) {
    return new LabelRow(
        score.label(),
        NumberFormats.percent(score.precision()),
        NumberFormats.percent(score.recall()),
        NumberFormats.percent(score.f1()),
        bar(score),
        NumberFormats.count(score.support()));
  }

  /** Returns a row for each type, and one for all spans. */
  private static Stream<SpanRow> spanRows(SpanEvaluation spans) {
    return Stream.concat(
        spans.types().stream().map(score -> spanRow(score.label(), score)),
        Stream.of(spanRow("all spans", spans.total())));
  }

  private static SpanRow spanRow(String type, LabelScore score) {
    return new SpanRow(
        type,
        NumberFormats.percent(score.precision()),
        NumberFormats.percent(score.recall()),
        NumberFormats.percent(score.f1()),
        bar(score),
        NumberFormats.count(score.support()),
        NumberFormats.count(score.predicted()));
  }

  private static String bar(LabelScore score) {
    return String.format(Locale.ROOT, "%.1f", 100 * score.f1());
  }

  private static MatrixRow matrixRow(
      LabelScore gold, List<String> labels, ConfusionMatrix confusion) {
    return new MatrixRow(
        gold.label(),
        labels.stream().map(predicted -> matrixCell(gold, predicted, confusion)).toList());
  }

  private static MatrixCell matrixCell(
      LabelScore gold, String predicted, ConfusionMatrix confusion) {
    long count = confusion.count(gold.label(), predicted);
    double share = count == 0 ? 0 : (double) count / gold.support();
    return new MatrixCell(
        count == 0 ? "" : NumberFormats.count(count),
        gold.label().equals(predicted) ? "right" : "wrong",
        String.format(Locale.ROOT, "%.3f", Math.sqrt(share)),
        gold.label() + " tagged as " + predicted + ": " + NumberFormats.percent(share));
  }

  private static ConfusionRow confusionRow(
      ConfusionMatrix.Cell cell, ConfusionMatrix confusion, List<LabelScore> scores) {
    long count = confusion.count(cell.gold(), cell.predicted());
    long support =
        scores.stream()
            .filter(score -> score.label().equals(cell.gold()))
            .mapToLong(LabelScore::support)
            .sum();
    return new ConfusionRow(
        cell.gold(),
        cell.predicted(),
        NumberFormats.count(count),
        NumberFormats.percent((double) count / support));
  }

  private static List<EpochRow> epochs(List<EpochSummary> history) {
    OptionalDouble best =
        history.stream().flatMapToDouble(point -> point.devScore().stream()).max();
    int bestEpoch =
        history.stream()
            .filter(point -> best.isPresent() && point.devScore().equals(best))
            .mapToInt(EpochSummary::epoch)
            .findFirst()
            .orElse(0);
    return history.stream()
        .map(
            point ->
                new EpochRow(
                    point.epoch(),
                    NumberFormats.fourDecimals(point.loss()),
                    NumberFormats.percent(point.devScore()),
                    point.epoch() == bestEpoch))
        .toList();
  }

  private static MistakeRow mistakeRow(Mistake mistake) {
    List<String> words = mistake.words();
    int position = mistake.position();
    int from = Math.max(0, position - CONTEXT_WORDS);
    int to = Math.min(words.size(), position + 1 + CONTEXT_WORDS);
    return new MistakeRow(
        NumberFormats.count(mistake.sentence()),
        (from > 0 ? "… " : "") + String.join(" ", words.subList(from, position)),
        mistake.word(),
        String.join(" ", words.subList(position + 1, to)) + (to < words.size() ? " …" : ""),
        mistake.gold(),
        mistake.predicted(),
        NumberFormats.percent(mistake.confidence()),
        mistake.unknown());
  }
}
