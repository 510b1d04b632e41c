package org.tributary.tribuo.data;

import java.util.List;
import org.tribuo.Feature;
import org.tributary.tribuo.internal.IndexCheck;

/**
 * A feature extractor for the word only: the token {@code The} becomes the feature {@code word=The}
 * with value 1.
 */
public final class WordFeatureExtractor implements TokenFeatureExtractor {
  /** The name prefix of the word feature. */
  public static final String WORD = "word=";

  /** Creates an extractor; it has no options. */
  public WordFeatureExtractor() {}

  @Override
  public List<Feature> extract(List<String> tokens, int index) {
    IndexCheck.require("index", index, tokens.size(), "tokens");
    return List.of(new Feature(WORD + tokens.get(index), 1.0));
  }

  @Override
  public boolean readsTokenAlone() {
    return true;
  }

  @Override
  public String toString() {
    return "WordFeatureExtractor()";
  }
}
