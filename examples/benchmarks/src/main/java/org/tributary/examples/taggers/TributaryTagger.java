package org.tributary.examples.taggers;

import java.util.List;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.GazetteerFeatureExtractor;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;

/**
 * Tributary's tagger of tokens on a Tribuo model.
 *
 * @param model the model
 * @param extractor the feature extractor of the training data
 * @param tagger the model's tagger, which is closed with the model
 */
public record TributaryTagger(LstmTaggerModel model, TokenFeatureExtractor extractor, Tagger tagger)
    implements ComparedTagger {

  /** Returns the tagger of a model, which closes it. */
  public static TributaryTagger of(LstmTaggerModel model, TokenFeatureExtractor extractor) {
    return new TributaryTagger(model, extractor, model.tagger(extractor));
  }

  @Override
  public List<List<String>> tag(List<List<String>> sentences) {
    return labels(tagger, sentences);
  }

  private static List<List<String>> labels(Tagger tagger, List<List<String>> sentences) {
    return tagger.tagAll(sentences).stream().map(Tagging::labels).toList();
  }

  @Override
  public ComparedTagger withEmptyCaches() {
    // word forms are cached in the extractor, too
    boolean cachesForms =
        extractor instanceof WordFormFeatureExtractor
            || extractor instanceof GazetteerFeatureExtractor;
    Tagger fresh = model.tagger(cachesForms ? model.extractor() : extractor);
    fresh.cache().clear();
    return sentences -> labels(fresh, sentences); // this tagger closes the model
  }

  @Override
  public void close() {
    tagger.close();
  }
}
