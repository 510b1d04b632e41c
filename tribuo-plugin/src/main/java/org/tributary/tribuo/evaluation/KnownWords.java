package org.tributary.tribuo.evaluation;

import java.util.Locale;
import java.util.OptionalInt;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceModel;
import org.tributary.feature.EmbeddingInput;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.data.WordFeatureExtractor;

/**
 * The words that a sequence model knows from its training data. The word of a token is known if the
 * model has its word feature. A token without a word feature, as from other libraries' data
 * sources, is known if the model has any of its features. In a model that was imported with an
 * input of lower-cased words only, words are looked up in lower case. Immutable.
 */
public final class KnownWords {
  private static final String LOWER = EmbeddingInput.LOWER + "=";

  private final ImmutableFeatureMap features;
  private final boolean lowerCase;

  private KnownWords(ImmutableFeatureMap features) {
    this.features = features;
    // an imported model has its character vocabulary as word features of one code point
    this.lowerCase = has(LOWER, 0) && !has(WordFeatureExtractor.WORD, 1);
  }

  /**
   * Returns whether a feature has a prefix and more than {@code characters} code points after it.
   */
  private boolean has(String prefix, int characters) {
    for (VariableInfo feature : features) {
      String name = feature.getName();
      if (name.startsWith(prefix)
          && name.codePointCount(prefix.length(), name.length()) > characters) {
        return true;
      }
    }
    return false;
  }

  /** Returns the words that {@code model} knows. */
  public static KnownWords of(SequenceModel<Label> model) {
    return new KnownWords(model.getFeatureIDMap());
  }

  /**
   * The entry of a word in a model.
   *
   * @param known whether it knows the word
   * @param trainingCount the number of times that the word occurs in the training data; empty for a
   *     token without a word feature
   */
  record Entry(boolean known, OptionalInt trainingCount) {}

  /** Returns whether the model knows the word of a token. */
  public boolean isKnown(Example<Label> token) {
    return entry(token).known();
  }

  /** Returns what the model knows of the word of a token. */
  Entry entry(Example<Label> token) {
    String word = feature(token);
    boolean anyKnown = false;
    for (Feature feature : token) {
      VariableInfo info = features.get(feature.getName());
      if (feature.getName().equals(word)) {
        return new Entry(info != null, OptionalInt.of(info == null ? 0 : info.getCount()));
      }
      anyKnown |= info != null;
    }
    return new Entry(anyKnown, OptionalInt.empty());
  }

  /** Returns the text of a token, else the name of its first feature, else the empty string. */
  public static String word(Example<Label> token) {
    return TokenMetadata.token(token)
        .orElseGet(() -> token.size() > 0 ? token.iterator().next().getName() : "");
  }

  private String feature(Example<Label> token) {
    return lowerCase
        ? LOWER + word(token).toLowerCase(Locale.ROOT)
        : WordFeatureExtractor.WORD + word(token);
  }
}
