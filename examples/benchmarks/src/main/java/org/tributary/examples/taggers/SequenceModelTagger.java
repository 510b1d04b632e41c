package org.tributary.examples.taggers;

import java.util.List;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;
import org.tributary.examples.job.Features;
import org.tributary.runtime.TaskPool;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFormFeatureExtractor;

/**
 * A model of Tribuo's with what makes its features of words.
 *
 * @param model closed with this where it can be
 * @param extractor what made the features that it was trained on
 */
public record SequenceModelTagger(SequenceModel<Label> model, TokenFeatureExtractor extractor)
    implements ComparedTagger {

  @Override
  public List<List<String>> tag(List<List<String>> sentences) {
    List<SequenceExample<Label>> examples =
        TaskPool.map(sentences, words -> TokenSequences.of(words, extractor));
    return model.predict(examples).stream()
        .map(labels -> labels.stream().map(p -> p.getOutput().getLabel()).toList())
        .toList();
  }

  @Override
  public ComparedTagger afresh() {
    return model instanceof LstmTaggerModel ours
        ? new SequenceModelTagger(
            SequenceModel.deserialize(ours.serialize()).castModel(Label.class), extractorAfresh())
        : ComparedTagger.super.afresh();
  }

  /** One that knows no words: that of words' forms remembers them too. */
  private TokenFeatureExtractor extractorAfresh() {
    return extractor instanceof WordFormFeatureExtractor
        ? Features.of(model.getProvenance())
        : extractor;
  }

  @Override
  public void close() {
    if (model instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("model: cannot be closed", e);
      }
    }
  }
}
