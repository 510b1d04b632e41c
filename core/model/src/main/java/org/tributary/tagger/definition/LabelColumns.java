package org.tributary.tagger.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.param.ParameterSpec;

/** Checks, copies and parameters of the label columns of a definition. */
final class LabelColumns {
  private LabelColumns() {}

  /**
   * Checks the columns: the main one first, with loss weight 1, and distinct names.
   *
   * @throws IllegalArgumentException if a name repeats, or the main column is not the first, of
   *     weight 1
   */
  static void require(List<LabelColumn> columns) {
    List<String> names = columns.stream().map(LabelColumn::name).toList();
    if (names.isEmpty() || !names.get(0).equals(LabelColumn.MAIN)) {
      throw new IllegalArgumentException(
          "tagger: expected label columns starting with %s, got %s"
              .formatted(LabelColumn.MAIN, names));
    }
    if (columns.get(0).lossWeight() != 1) {
      throw new IllegalArgumentException(
          "tagger: expected a loss weight of 1 for the main column, got %s; weigh the others against it"
              .formatted(columns.get(0).lossWeight()));
    }
    if (Set.copyOf(names).size() < names.size()) {
      throw new IllegalArgumentException(
          "tagger: expected label columns with distinct names, got %s".formatted(names));
    }
  }

  /** Returns the columns with another head of the main one. */
  static List<LabelColumn> withMainHead(List<LabelColumn> columns, Head head) {
    List<LabelColumn> changed = new ArrayList<>(columns);
    changed.set(0, new LabelColumn(LabelColumn.MAIN, 1, head));
    return changed;
  }

  /** Returns the columns with a further one. */
  static List<LabelColumn> with(List<LabelColumn> columns, LabelColumn further) {
    List<LabelColumn> extended = new ArrayList<>(columns);
    extended.add(further);
    return extended;
  }

  /** Returns the parameters of all linear layers and heads, by column. */
  static List<ParameterSpec> parameters(
      List<LabelColumn> columns, int encoderSize, List<LabelSet> labels) {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int k = 0; k < columns.size(); k++) {
      specs.addAll(columns.get(k).parameters(encoderSize, labels.get(k)));
    }
    return specs;
  }
}
