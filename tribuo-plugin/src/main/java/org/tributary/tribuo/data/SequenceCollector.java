package org.tributary.tribuo.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tagger.TaggedSentence;

/** Gathers the sequences of a file, and refuses a file that holds nothing to learn from. */
final class SequenceCollector {
  private static final String NOTHING = "_";

  private final TokenFeatureExtractor extractor;
  private final List<SequenceExample<Label>> sequences = new ArrayList<>();
  private boolean labelled;

  SequenceCollector(TokenFeatureExtractor extractor) {
    this.extractor = extractor;
  }

  void add(TaggedSentence sentence) {
    add(sentence, Map.of());
  }

  /**
   * Adds a sentence.
   *
   * @param metadata beside the tokens: by key a value for each of them
   */
  void add(TaggedSentence sentence, Map<String, List<String>> metadata) {
    SequenceExample<Label> sequence = TokenSequences.of(sentence, extractor);
    metadata.forEach(
        (key, values) -> {
          for (int step = 0; step < values.size(); step++) {
            sequence.get(step).setMetadataValue(key, values.get(step));
          }
        });
    sequences.add(sequence);
    labelled = labelled || sentence.labels().stream().anyMatch(label -> !label.equals(NOTHING));
  }

  /** The sequences of a whole file, whose labels came from the column. */
  List<SequenceExample<Label>> finish(String file, String column) throws DataFormatException {
    if (sequences.isEmpty()) {
      throw new DataFormatException(
          file, "expected at least one sentence, got none; is the file empty, or the wrong one?");
    }
    if (!labelled) {
      throw new DataFormatException(
          file,
          "expected labels in column %s, got _ for every word: this file does not have the column; choose another column or another file"
              .formatted(column));
    }
    return Collections.unmodifiableList(sequences);
  }
}
