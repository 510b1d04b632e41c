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
import org.tributary.tagger.TaggedSentence;

/** Tribuo sequences from sentences in memory: a step a token. */
public final class TokenListDataSource implements SequenceDataSource<Label> {
  private final List<SequenceExample<Label>> sequences;
  private final TokenListProvenance provenance;

  /**
   * Takes the sentences, with the tokens as features.
   *
   * @param description where the sentences are from, for the provenance
   * @param sentences at least one; iterated once
   * @throws IllegalArgumentException if there is no sentence
   * @throws NullPointerException if the sentences or one of them is null
   */
  public TokenListDataSource(String description, Iterable<TaggedSentence> sentences) {
    this(description, sentences, new WordFeatureExtractor());
  }

  /**
   * Takes the sentences.
   *
   * @param description where the sentences are from, for the provenance
   * @param sentences at least one; iterated once
   * @throws IllegalArgumentException if there is no sentence, or the features are unfit
   * @throws NullPointerException if the sentences or one of them is null
   */
  public TokenListDataSource(
      String description, Iterable<TaggedSentence> sentences, TokenFeatureExtractor extractor) {
    List<TaggedSentence> taken = taken(description, sentences);
    if (taken.isEmpty()) {
      throw new IllegalArgumentException(
          "sentences: expected at least one in %s, got none"
              .formatted(DataFormatException.quote(description)));
    }
    this.sequences =
        taken.stream().map(sentence -> TokenSequences.of(sentence, extractor)).toList();
    this.provenance = TokenListProvenance.of(description, taken, extractor);
  }

  private static List<TaggedSentence> taken(
      String description, Iterable<TaggedSentence> sentences) {
    String where = DataFormatException.quote(description);
    if (sentences == null) {
      throw new NullPointerException("sentences: expected some in %s, got null".formatted(where));
    }
    List<TaggedSentence> taken = new ArrayList<>();
    for (TaggedSentence sentence : sentences) {
      taken.add(sentence);
      if (sentence == null) {
        throw new NullPointerException(
            "sentences: expected no null in %s, but sentence %d is null"
                .formatted(where, taken.size()));
      }
    }
    return taken;
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
