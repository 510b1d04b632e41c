package org.tributary.examples.workshop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tribuo.Feature;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;

/**
 * A feature extractor for linear models, which see no other context: the word and its form ({@link
 * WordFormFeatureExtractor}) with prefixes and suffixes of up to four characters; the lower-cased
 * words at distances up to two; and the last three characters and the initial capital of the
 * adjacent words. The name of a neighbour's feature contains its distance, as in {@code suffix@1};
 * {@code suffix1} is the word's own last character.
 */
public final class ContextFeatureExtractor implements TokenFeatureExtractor {
  private static final int MAX_AFFIX_LENGTH = 4;
  private static final int MAX_DISTANCE = 2;
  private static final String OUTSIDE = "<none>";

  private final WordFormFeatureExtractor form =
      new WordFormFeatureExtractor(MAX_AFFIX_LENGTH, MAX_AFFIX_LENGTH);

  /** Creates an extractor; it has no options. */
  public ContextFeatureExtractor() {}

  @Override
  public List<Feature> extract(List<String> tokens, int index) {
    List<Feature> features = new ArrayList<>(form.extract(tokens, index));
    features.add(feature("bias", ""));
    for (int offset = -MAX_DISTANCE; offset <= MAX_DISTANCE; offset++) {
      if (offset != 0) {
        features.add(feature("lower@" + offset + "=", lower(tokens, index + offset)));
      }
    }
    for (int offset : new int[] {-1, 1}) {
      String neighbour = lower(tokens, index + offset);
      int from = Math.max(0, neighbour.codePointCount(0, neighbour.length()) - 3);
      features.add(
          feature(
              "suffix@" + offset + "=",
              neighbour.substring(neighbour.offsetByCodePoints(0, from))));
      features.add(feature("capital@" + offset + "=", capital(tokens, index + offset)));
    }
    return features;
  }

  private static Feature feature(String prefix, String value) {
    return new Feature(prefix + value, 1.0);
  }

  private static String lower(List<String> tokens, int index) {
    return isInside(tokens, index) ? tokens.get(index).toLowerCase(Locale.ROOT) : OUTSIDE;
  }

  private static String capital(List<String> tokens, int index) {
    return isInside(tokens, index)
        ? Boolean.toString(Character.isUpperCase(tokens.get(index).codePointAt(0)))
        : OUTSIDE;
  }

  private static boolean isInside(List<String> tokens, int index) {
    return index >= 0 && index < tokens.size();
  }

  @Override
  public String toString() {
    return "ContextFeatureExtractor()";
  }
}
