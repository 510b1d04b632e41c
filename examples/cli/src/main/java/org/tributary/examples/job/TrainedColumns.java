package org.tributary.examples.job;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.tributary.tagger.TaggerMetadata;
import org.tributary.tagger.TrainingRecord;
import org.tributary.text.ConlluColumn;

/**
 * The columns of the file that a tagger was trained on, if its metadata record them.
 *
 * @param labels the label column
 * @param tokens the word column of a column file, from 1
 */
public record TrainedColumns(Optional<LabelColumnChoice> labels, Optional<Integer> tokens) {
  /** The universal part-of-speech tags of Universal Dependencies. */
  private static final Set<String> UPOS =
      Set.of(
          "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON",
          "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X");

  /** Returns the columns; a tagger that core trained records none. */
  public static TrainedColumns of(TaggerMetadata tagger) {
    TrainingRecord record = tagger.training();
    return new TrainedColumns(
        record.labelColumn().map(LabelColumnChoice::new), record.tokenColumn());
  }

  /** Returns the label column, if it is one of CoNLL-U. */
  public Optional<ConlluColumn> conlluColumn() {
    return labels.filter(LabelColumnChoice::isNamed).map(LabelColumnChoice::conllu);
  }

  /**
   * Returns the column of CoNLL-U that labels are written to: the trained one, UPOS for its tags,
   * otherwise MISC, so that no gold column is replaced.
   *
   * @param predicted all labels of the tagger
   */
  public ConlluColumn filledColumn(Collection<String> predicted) {
    return conlluColumn()
        .orElse(UPOS.containsAll(predicted) ? ConlluColumn.UPOS : ConlluColumn.MISC);
  }
}
