package org.tributary.tribuo.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.provenance.DataSourceProvenance;
import org.tribuo.sequence.SequenceDataSource;
import org.tribuo.sequence.SequenceExample;
import org.tributary.DataFormatException;
import org.tributary.internal.NullChecks;
import org.tributary.tagger.TaggedSentence;

/** A data source over sentences in memory: one sequence per sentence, one step per token. */
public final class TokenListDataSource implements SequenceDataSource<Label> {
  private final List<SequenceExample<Label>> sequences;
  private final TokenListProvenance provenance;

  /**
   * Builds sequences with {@link WordFeatureExtractor}'s features.
   *
   * @param description the origin of the sentences, for the provenance
   * @param sentences at least one; iterated once
   * @throws IllegalArgumentException if there is no sentence
   * @throws NullPointerException if the sentences or one of them is null
   */
  public TokenListDataSource(String description, Iterable<TaggedSentence> sentences) {
    this(description, sentences, new WordFeatureExtractor());
  }

  /**
   * Builds sequences from sentences.
   *
   * @param description the origin of the sentences, for the provenance
   * @param sentences at least one; iterated once
   * @throws IllegalArgumentException if there is no sentence, or the features are invalid
   * @throws NullPointerException if the sentences or one of them is null
   */
  public TokenListDataSource(
      String description, Iterable<TaggedSentence> sentences, TokenFeatureExtractor extractor) {
    List<TaggedSentence> copy = checkedCopy(description, sentences);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException(
          "sentences: expected at least one in %s, got none"
              .formatted(DataFormatException.quote(description)));
    }
    this.sequences = copy.stream().map(sentence -> TokenSequences.of(sentence, extractor)).toList();
    this.provenance = TokenListProvenance.of(description, copy, extractor);
  }

  private static List<TaggedSentence> checkedCopy(
      String description, Iterable<TaggedSentence> sentences) {
    String name = "sentences of " + DataFormatException.quote(description);
    List<TaggedSentence> copy = new ArrayList<>();
    NullChecks.require(name, "some", sentences).forEach(copy::add);
    NullChecks.requireElements(name, "sentence", copy);
    return copy;
  }

  @Override
  public Iterator<SequenceExample<Label>> iterator() {
    return sequences.iterator();
  }

  @Override
  public OutputFactory<Label> getOutputFactory() {
    return new LabelFactory();
  }

  @Override
  public DataSourceProvenance getProvenance() {
    return provenance;
  }

  @Override
  public String toString() {
    return provenance.toString();
  }
}
