package org.tributary.examples.job;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.tributary.tagger.TaggerMetadata;
import org.tributary.text.conllu.ConlluColumn;

/**
 * The columns of the file that a tagger was trained on, as far as its metadata have them.
 *
 * @param labels the label column of a CoNLL-U file
 * @param tokens the word column of a column file, from 1
 */
public record TrainedColumns(Optional<ConlluColumn> labels, Optional<Integer> tokens) {
  private static final String SOURCE = "dataset.datasource.";

  /** Returns the columns; a file of core's tagger names none. */
  public static TrainedColumns of(TaggerMetadata tagger) {
    Map<String, String> provenance = tagger.provenance();
    String column = provenance.get(SOURCE + "column");
    return new TrainedColumns(
        Arrays.stream(ConlluColumn.values()).filter(c -> c.name().equals(column)).findFirst(),
        Optional.ofNullable(provenance.get(SOURCE + "tokenColumn")).map(Integer::valueOf));
  }
}
