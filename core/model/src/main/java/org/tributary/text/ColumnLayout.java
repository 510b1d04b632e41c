package org.tributary.text;

import java.util.List;
import java.util.Optional;
import org.tributary.internal.NullChecks;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;

/**
 * The columns of tokens and labels in a column file, and an optional conversion of span labels.
 * Immutable.
 */
public final class ColumnLayout {
  private final int tokenColumn;
  private final int labelColumn;
  private final Optional<Conversion> conversion;

  private record Conversion(TagScheme from, TagScheme to) {}

  private ColumnLayout(int tokenColumn, int labelColumn, Optional<Conversion> conversion) {
    this.tokenColumn = tokenColumn;
    this.labelColumn = labelColumn;
    this.conversion = conversion;
  }

  /**
   * Returns a layout.
   *
   * @param tokenColumn the token column, from 1
   * @param labelColumn the label column, from 1
   * @throws IllegalArgumentException if a column is below 1, or both are the same
   */
  public static ColumnLayout of(int tokenColumn, int labelColumn) {
    ColumnReader.Line.requireColumn("tokenColumn", tokenColumn);
    ColumnReader.Line.requireColumn("labelColumn", labelColumn);
    if (tokenColumn == labelColumn) {
      throw new IllegalArgumentException(
          "labelColumn: expected a column other than the token column, got %d for both"
              .formatted(labelColumn));
    }
    return new ColumnLayout(tokenColumn, labelColumn, Optional.empty());
  }

  /**
   * Returns this layout with a conversion of the labels from one span scheme to another. The spans
   * stay the same; inconsistent labels are repaired by the rules of {@link TagScheme}.
   *
   * @param from the scheme of the labels in the file
   * @param to the scheme of the labels in the sentences
   */
  public ColumnLayout converting(TagScheme from, TagScheme to) {
    return new ColumnLayout(
        tokenColumn,
        labelColumn,
        Optional.of(
            new Conversion(
                NullChecks.require("from", "a value", from),
                NullChecks.require("to", "a value", to))));
  }

  /** Returns the token column, from 1. */
  int tokenColumn() {
    return tokenColumn;
  }

  /** Returns the label column, from 1. */
  int labelColumn() {
    return labelColumn;
  }

  /** Returns the error message for a label outside the file's scheme, if the layout names one. */
  Optional<String> mismatch(String label) {
    return conversion.flatMap(schemes -> schemes.from().mismatch(label));
  }

  /** Returns a sentence with its labels converted. */
  TaggedSentence sentence(List<String> tokens, List<String> labels) {
    return new TaggedSentence(
        tokens,
        conversion.map(schemes -> schemes.from().convert(labels, schemes.to())).orElse(labels));
  }

  @Override
  public String toString() {
    return "ColumnLayout(tokenColumn=%d, labelColumn=%d%s)"
        .formatted(
            tokenColumn,
            labelColumn,
            conversion.map(c -> ", %s to %s".formatted(c.from(), c.to())).orElse(""));
  }
}
