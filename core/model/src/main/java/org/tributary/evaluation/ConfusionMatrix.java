package org.tributary.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A confusion matrix: token counts by gold and predicted label.
 *
 * @param counts the non-zero cells
 */
public record ConfusionMatrix(Map<Cell, Long> counts) {

  /**
   * A cell, identified by its two labels.
   *
   * @param gold the gold label
   * @param predicted the predicted label
   */
  public record Cell(String gold, String predicted) {}

  /** Takes an immutable copy of the counts. */
  public ConfusionMatrix {
    counts = Map.copyOf(counts);
  }

  /**
   * Returns every label that occurs as gold or predicted.
   *
   * @return the labels in alphabetical order
   */
  public List<String> labels() {
    TreeSet<String> labels = new TreeSet<>();
    for (Cell cell : counts.keySet()) {
      labels.add(cell.gold());
      labels.add(cell.predicted());
    }
    return List.copyOf(labels);
  }

  /**
   * Returns the count of one cell.
   *
   * @param gold the gold label
   * @param predicted the predicted label
   * @return the number of tokens with these labels; 0 for unknown labels
   */
  public long count(String gold, String predicted) {
    return counts.getOrDefault(new Cell(gold, predicted), 0L);
  }

  /**
   * Returns the non-zero cells off the diagonal.
   *
   * @return the cells, most frequent first, ties in alphabetical order
   */
  public List<Cell> confusions() {
    List<Cell> cells = new ArrayList<>(counts.keySet());
    cells.removeIf(cell -> cell.gold().equals(cell.predicted()));
    cells.sort(
        Comparator.comparing((Cell cell) -> counts.get(cell))
            .reversed()
            .thenComparing(Cell::gold)
            .thenComparing(Cell::predicted));
    return List.copyOf(cells);
  }

  /**
   * Returns precision, recall and F1 of every label.
   *
   * @return one score per label, in alphabetical order
   */
  public List<LabelScore> scores() {
    Map<String, Long> rows = new HashMap<>();
    Map<String, Long> columns = new HashMap<>();
    counts.forEach(
        (cell, count) -> {
          rows.merge(cell.gold(), count, Long::sum);
          columns.merge(cell.predicted(), count, Long::sum);
        });
    return labels().stream()
        .map(
            label ->
                new LabelScore(
                    label,
                    count(label, label),
                    rows.getOrDefault(label, 0L),
                    columns.getOrDefault(label, 0L)))
        .toList();
  }
}
