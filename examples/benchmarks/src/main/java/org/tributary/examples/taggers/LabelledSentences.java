package org.tributary.examples.taggers;

import java.util.ArrayList;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.examples.job.LabelledFile;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.data.TokenMetadata;

/** A converter of files and datasets to tagged sentences, which every compared library accepts. */
public final class LabelledSentences {

  private LabelledSentences() {}

  /** Returns the sentences of {@code file}, in order. */
  public static List<TaggedSentence> of(LabelledFile file) {
    return of(file.sentences());
  }

  /** Returns the sentences of {@code dataset}, in order. */
  public static List<TaggedSentence> of(MutableSequenceDataset<Label> dataset) {
    return dataset.getData().stream().map(LabelledSentences::sentence).toList();
  }

  /** Returns the words without the labels. */
  public static List<List<String>> words(List<TaggedSentence> sentences) {
    return sentences.stream().map(TaggedSentence::tokens).toList();
  }

  private static TaggedSentence sentence(SequenceExample<Label> example) {
    List<String> tokens = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (Example<Label> step : example) {
      tokens.add(TokenMetadata.token(step).orElseThrow());
      labels.add(step.getOutput().getLabel());
    }
    return new TaggedSentence(tokens, labels);
  }
}
