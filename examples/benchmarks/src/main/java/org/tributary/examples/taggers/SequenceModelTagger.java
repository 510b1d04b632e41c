package org.tributary.examples.taggers;

import java.util.List;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;
import org.tributary.concurrent.TaskPool;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenSequences;

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
