package org.tributary.examples.taggers;

import java.util.List;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;
import org.tributary.runtime.TaskPool;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFormFeatureExtractor;

/**
 * A tagger on a Tribuo sequence model and its feature extractor.
 *
 * @param model the model; closed with the tagger if it is closeable
 * @param extractor the feature extractor of the training data
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
  public ComparedTagger withEmptyCaches() {
    return model instanceof LstmTaggerModel lstm
        ? new SequenceModelTagger(
            SequenceModel.deserialize(lstm.serialize()).castModel(Label.class), uncachedExtractor())
        : ComparedTagger.super.withEmptyCaches();
  }

  /** Returns an equal extractor with an empty cache; word-form features are cached. */
  private TokenFeatureExtractor uncachedExtractor() {
    return extractor instanceof WordFormFeatureExtractor && model instanceof LstmTaggerModel lstm
        ? lstm.extractor()
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
