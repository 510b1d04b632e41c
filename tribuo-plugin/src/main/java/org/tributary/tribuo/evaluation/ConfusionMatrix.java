package org.tributary.tribuo.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How often each gold label was given each predicted label.
 *
 * @param counts the cells that are not zero
 */
public record ConfusionMatrix(Map<Cell, Long> counts) {

  /**
   * One cell's place.
   *
   * @param gold the label in the data
   * @param predicted the label the model gave
   */
  public record Cell(String gold, String predicted) {}

  /** Takes an immutable copy of the counts. */
  public ConfusionMatrix {
    counts = Map.copyOf(counts);
  }

  /**
   * Every label that is gold or predicted somewhere.
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
   * One cell.
   *
   * @param gold the label in the data
   * @param predicted the label the model gave
   * @return tokens with this gold label that were given this predicted label; 0 for unknown labels
   */
  public long count(String gold, String predicted) {
    return counts.getOrDefault(new Cell(gold, predicted), 0L);
  }

  /**
   * The cells off the diagonal.
   *
   * @return the mistakes by cell, the most frequent first, ties in alphabetical order
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
   * Precision, recall and F1 of every label.
   *
   * @return one score a label, in alphabetical order
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
