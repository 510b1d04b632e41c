package org.tributary.tagger.definition;

import java.util.List;
import org.tributary.head.LabelSet;
import org.tributary.internal.NullChecks;

/**
 * The data-dependent sizes of a tagger: vocabulary sizes and label sets.
 *
 * @param vocabularySizes V of each input, in order: the number of features or characters, including
 *     the unknown entry; 0 for a numeric input
 * @param columns the label set of each column, the main column first
 */
public record TaggerSizes(List<Integer> vocabularySizes, List<LabelSet> columns) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no input or no label column
   */
  public TaggerSizes {
    NullChecks.requireElements("vocabularySizes", "size", vocabularySizes);
    NullChecks.requireElements("columns", "label set", columns);
    vocabularySizes = List.copyOf(vocabularySizes);
    columns = List.copyOf(columns);
    if (vocabularySizes.isEmpty() || columns.isEmpty()) {
      throw new IllegalArgumentException(
          "tagger: expected at least 1 input and 1 label column, got %d and %d"
              .formatted(vocabularySizes.size(), columns.size()));
    }
  }

  /** Creates sizes with one column of {@code labels} unnamed labels. */
  public TaggerSizes(List<Integer> vocabularySizes, int labels) {
    this(vocabularySizes, List.of(LabelSet.ofSize(labels)));
  }

  /**
   * Creates sizes for a single embedding table of {@code features} rows.
   *
   * @throws IllegalArgumentException if there is no feature or no label column
   */
  public TaggerSizes(int features, List<LabelSet> columns) {
    this(List.of(features), columns);
    if (features < 1) {
      throw new IllegalArgumentException(
          "tagger: expected at least 1 feature, got %d".formatted(features));
    }
  }

  /**
   * Creates sizes for a single embedding table of {@code features} rows and one column of {@code
   * labels} unnamed labels.
   */
  public TaggerSizes(int features, int labels) {
    this(features, List.of(LabelSet.ofSize(labels)));
  }

  /** Returns K, the number of labels of the main column. */
  public int labels() {
    return columns.get(0).size();
  }

  /**
   * Checks the label sets against label columns and their tag schemes.
   *
   * @throws IllegalArgumentException if there is another number of columns, or labels do not
   *     conform to the tag scheme of their column
   */
  public void requireMatch(List<LabelColumn> labelColumns) {
    if (columns.size() != labelColumns.size()) {
      throw new IllegalArgumentException(
          "tagger: expected label sets for %d columns %s, got %d"
              .formatted(
                  labelColumns.size(),
                  labelColumns.stream().map(LabelColumn::name).toList(),
                  columns.size()));
    }
    for (int k = 0; k < columns.size(); k++) {
      labelColumns.get(k).head().require(columns.get(k));
    }
  }
}
