package org.tributary.examples.report;

import java.util.ArrayList;
import java.util.List;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.examples.page.Block;
import org.tributary.examples.page.Cell;
import org.tributary.examples.page.Page.Section;
import org.tributary.examples.page.Table;
import org.tributary.examples.text.NumberFormats;
import org.tributary.tribuo.evaluation.ConfusionMatrix;
import org.tributary.tribuo.evaluation.LabelScore;

/** The sections of a report on labels: scores, confusions and the confusion matrix. */
final class LabelSections {
  /** A matrix of 2,000 × 2,000 labels would take hundreds of megabytes. */
  private static final int MAX_MATRIX_LABELS = 100;

  private LabelSections() {}

  static List<Section> of(TextEvaluation evaluation) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section("labels", "Labels", "", List.of(Block.of(scores(evaluation.labels())))));
    sections.add(confusions(evaluation));
    return sections;
  }

  private static Table scores(List<LabelScore> labels) {
    Table.Builder table =
        Table.of(Table.Kind.FIGURES)
            .text("Label")
            .number("Precision")
            .number("Recall")
            .number("F1")
            .number("Words");
    for (LabelScore score : labels) {
      table.row(
          Cell.of(score.label()),
          Cell.of(NumberFormats.percent(score.precision())),
          Cell.of(NumberFormats.percent(score.recall())),
          Cell.of(NumberFormats.percent(score.f1())).bar(score.f1()),
          Cell.of(NumberFormats.count(score.support())));
    }
    return table.build();
  }

  private static Section confusions(TextEvaluation evaluation) {
    List<Block> blocks = new ArrayList<>();
    List<ConfusionMatrix.Cell> cells = Samples.confusions(evaluation);
    if (!cells.isEmpty()) {
      blocks.add(Block.of(confusions(evaluation, cells)).titled("Most frequent confusions", ""));
    }
    for (ConfusionMatrix.Cell cell : cells) {
      blocks.add(
          Block.of(Examples.positions(Samples.confused(evaluation, cell)))
              .folded("Examples: %s tagged as %s".formatted(cell.gold(), cell.predicted())));
    }
    List<LabelScore> labels = evaluation.labels();
    List<LabelScore> shown = labels.subList(0, Math.min(MAX_MATRIX_LABELS, labels.size()));
    String omitted =
        shown.size() == labels.size()
            ? ""
            : " The %s rarest labels are omitted."
                .formatted(NumberFormats.count(labels.size() - shown.size()));
    blocks.add(
        Block.of(matrix(shown, evaluation.confusion()))
            .titled(
                "Confusion matrix",
                "Rows are gold labels, columns are predicted labels. The stronger a cell’s colour on the page, the larger its share of the row."
                    + omitted)
            .folded("The matrix"));
    return new Section("confusions", "Confusions", "", blocks);
  }

  private static Table confusions(TextEvaluation evaluation, List<ConfusionMatrix.Cell> cells) {
    Table.Builder table =
        Table.of(Table.Kind.FIGURES)
            .text("Gold")
            .text("Predicted")
            .number("Count")
            .number("Share of the gold label");
    for (ConfusionMatrix.Cell cell : cells) {
      long count = evaluation.confusion().count(cell.gold(), cell.predicted());
      long gold =
          evaluation.labels().stream()
              .filter(score -> score.label().equals(cell.gold()))
              .mapToLong(LabelScore::support)
              .sum();
      table.row(
          Cell.of(cell.gold()),
          Cell.of(cell.predicted()),
          Cell.of(NumberFormats.count(count)),
          Cell.of(NumberFormats.percent((double) count / gold)));
    }
    return table.build();
  }

  private static Table matrix(List<LabelScore> labels, ConfusionMatrix confusion) {
    Table.Builder table = Table.of(Table.Kind.MATRIX).text("");
    labels.forEach(label -> table.number(label.label()));
    for (LabelScore gold : labels) {
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.of(gold.label()));
      labels.forEach(predicted -> cells.add(matrixCell(gold, predicted.label(), confusion)));
      table.row(cells, false);
    }
    return table.build();
  }

  /** The shade is the square root of the share of the row, so that rare mistakes show. */
  private static Cell matrixCell(LabelScore gold, String predicted, ConfusionMatrix confusion) {
    long count = confusion.count(gold.label(), predicted);
    double share = count == 0 ? 0 : (double) count / gold.support();
    return Cell.of(count == 0 ? "" : NumberFormats.count(count))
        .styled(gold.label().equals(predicted) ? "good" : "bad")
        .shaded(
            Math.sqrt(share),
            "%s tagged as %s: %s".formatted(gold.label(), predicted, NumberFormats.percent(share)));
  }
}
