package org.tributary.examples.workshop;

import java.util.List;
import java.util.Locale;
import org.tribuo.Feature;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;

/** An extractor of the word, for its characters, and its lower case: {@code word=The lower=the}. */
public final class LowerCasedWords implements TokenFeatureExtractor {
  /** Feature group of the lower-cased words. */
  public static final String GROUP = "lower";

  private final WordFeatureExtractor word = new WordFeatureExtractor();

  /** Creates the extractor. */
  public LowerCasedWords() {}

  @Override
  public List<Feature> extract(List<String> tokens, int index) {
    String lower = tokens.get(index).toLowerCase(Locale.ROOT);
    return List.of(word.extract(tokens, index).get(0), new Feature(GROUP + "=" + lower, 1.0));
  }

  @Override
  public boolean readsTokenAlone() {
    return true;
  }
}
