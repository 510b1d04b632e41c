package org.tributary.tribuo.data.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.internal.text.LabelCheck;
import org.tributary.tagger.TaggedSentence;
import org.tributary.text.DataFormatException;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenSequences;

/** A collector of a file's sequences that rejects files without sentences or labels. */
public final class SequenceCollector {
  private final TokenFeatureExtractor extractor;
  private final List<SequenceExample<Label>> sequences = new ArrayList<>();
  private final LabelCheck check = new LabelCheck();

  public SequenceCollector(TokenFeatureExtractor extractor) {
    this.extractor = extractor;
  }

  public void add(TaggedSentence sentence) {
    add(sentence, Map.of());
  }

  /**
   * Adds a sentence.
   *
   * @param metadata further values per token, by metadata key
   */
  public void add(TaggedSentence sentence, Map<String, List<String>> metadata) {
    SequenceExample<Label> sequence = TokenSequences.of(sentence, extractor);
    metadata.forEach(
        (key, values) -> {
          for (int step = 0; step < values.size(); step++) {
            sequence.get(step).setMetadataValue(key, values.get(step));
          }
        });
    sequences.add(sequence);
    check.add(sentence.labels());
  }

  /** Returns all sequences; {@code file} and {@code column} are named in errors. */
  public List<SequenceExample<Label>> finish(String file, String column)
      throws DataFormatException {
    check.requireLabels(file, column);
    return Collections.unmodifiableList(sequences);
  }
}
