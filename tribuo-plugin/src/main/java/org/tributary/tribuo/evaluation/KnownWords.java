package org.tributary.tribuo.evaluation;

import java.util.OptionalInt;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceModel;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.data.WordFeatureExtractor;

/**
 * The words that a sequence model knows from its training data. A word is known by its word feature
 * if a token has one, as from Tributary's data sources, else by any feature. Immutable.
 */
public final class KnownWords {
  private final ImmutableFeatureMap features;

  private KnownWords(ImmutableFeatureMap features) {
    this.features = features;
  }

  /** Returns the words that {@code model} knows. */
  public static KnownWords of(SequenceModel<Label> model) {
    return new KnownWords(model.getFeatureIDMap());
  }

  /** Returns whether the model knows the word of a token. */
  public boolean isKnown(Example<Label> token) {
    String word = feature(token);
    boolean anyKnown = false;
    for (Feature feature : token) {
      boolean known = features.get(feature.getName()) != null;
      if (feature.getName().equals(word)) {
        return known;
      }
      anyKnown |= known;
    }
    return anyKnown;
  }

  /**
   * Returns the number of times that the word of a token occurs in the training data, 0 for an
   * unknown word.
   *
   * @return empty for a token without a word feature
   */
  public OptionalInt trainingCount(Example<Label> token) {
    String word = feature(token);
    for (Feature feature : token) {
      if (feature.getName().equals(word)) {
        VariableInfo info = features.get(word);
        return OptionalInt.of(info == null ? 0 : info.getCount());
      }
    }
    return OptionalInt.empty();
  }

  /** Returns the text of a token, else the name of its first feature, else the empty string. */
  public static String word(Example<Label> token) {
    return TokenMetadata.token(token)
        .orElseGet(() -> token.size() > 0 ? token.iterator().next().getName() : "");
  }

  private static String feature(Example<Label> token) {
    return WordFeatureExtractor.WORD + word(token);
  }
}
