package org.tributary.tribuo.data.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

  /** Adds a sentence. */
  public void add(TaggedSentence sentence) {
    sequences.add(TokenSequences.of(sentence, extractor));
    check.add(sentence.labels());
  }

  /** Returns all sequences; {@code file} and {@code column} are named in errors. */
  public List<SequenceExample<Label>> finish(String file, String column)
      throws DataFormatException {
    check.requireLabels(file, column);
    return Collections.unmodifiableList(sequences);
  }
}
