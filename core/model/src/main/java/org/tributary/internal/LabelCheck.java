package org.tributary.internal;

import java.util.List;
import org.tributary.DataFormatException;

/** A check that a file has sentences and labels. */
public final class LabelCheck {
  /** The mark of a missing value. */
  private static final String NO_VALUE = "_";

  private boolean anySentence;
  private boolean anyLabel;

  /** Adds the labels of one sentence. */
  public void add(List<String> labels) {
    anySentence = true;
    anyLabel = anyLabel || labels.stream().anyMatch(label -> !label.equals(NO_VALUE));
  }

  /**
   * Requires at least one sentence and one label so far.
   *
   * @param file the name of the file in messages
   * @param column the label column in messages
   */
  public void requireLabels(String file, String column) throws DataFormatException {
    if (!anySentence) {
      throw new DataFormatException(
          file, "expected at least one sentence, got none; is the file empty, or the wrong one?");
    }
    if (!anyLabel) {
      throw new DataFormatException(
          file,
          "expected labels in column %s, got _ for every word: this file does not have the column; choose another column or another file"
              .formatted(column));
    }
  }
}
