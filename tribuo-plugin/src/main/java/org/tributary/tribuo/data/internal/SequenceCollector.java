package org.tributary.tribuo.data.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.DataFormatException;
import org.tributary.internal.LabelCheck;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenSequences;

/** A collector of a file's sequences that rejects files without sentences or labels. */
public final class SequenceCollector {
  private final TokenFeatureExtractor extractor;
  private final List<SequenceExample<Label>> sequences = new ArrayList<>();
  private final Map<String, String> texts = new HashMap<>();
  private final LabelCheck check = new LabelCheck();

  public SequenceCollector(TokenFeatureExtractor extractor) {
    this.extractor = extractor;
  }

  /** Adds a sentence. */
  public void add(TaggedSentence sentence) {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    sentence.columns().forEach((name, column) -> columns.put(name, shared(column)));
    TaggedSentence sharing =
        new TaggedSentence(
            shared(sentence.tokens()), shared(sentence.labels()), columns, sentence.numbers());
    sequences.add(TokenSequences.of(sharing, extractor));
    check.add(sentence.labels());
  }

  /** Returns the texts, each the one that was added first of all equal ones. */
  private List<String> shared(List<String> all) {
    return all.stream().map(text -> texts.computeIfAbsent(text, first -> first)).toList();
  }

  /** Returns all sequences; {@code file} and {@code column} are named in errors. */
  public List<SequenceExample<Label>> finish(String file, String column)
      throws DataFormatException {
    check.requireLabels(file, column);
    return Collections.unmodifiableList(sequences);
  }
}
