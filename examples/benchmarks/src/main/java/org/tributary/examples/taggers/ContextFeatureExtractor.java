package org.tributary.examples.taggers;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tribuo.Feature;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;

/**
 * What a linear model needs of a word, for it sees nothing else of the sentence: the word and its
 * form ({@link WordFormFeatureExtractor}), its beginnings and endings of up to four characters, and
 * of the two words on either side the lower-cased word, of the nearest also the last three
 * characters and whether it begins with a capital. A neighbour's feature is named by its distance,
 * {@code suffix@1}, for {@code suffix1} is the word's own last character.
 */
public final class ContextFeatureExtractor implements TokenFeatureExtractor {
  private static final int LONGEST_AFFIX = 4;
  private static final int REACH = 2;
  private static final String OUTSIDE = "<none>";

  private final WordFormFeatureExtractor form =
      new WordFormFeatureExtractor(LONGEST_AFFIX, LONGEST_AFFIX);

  /** Makes the extractor, which has no options. */
  public ContextFeatureExtractor() {}

  @Override
  public List<Feature> extract(List<String> tokens, int index) {
    List<Feature> features = new ArrayList<>(form.extract(tokens, index));
    features.add(feature("bias", ""));
    for (int offset = -REACH; offset <= REACH; offset++) {
      if (offset != 0) {
        features.add(feature("lower@" + offset + "=", lower(tokens, index + offset)));
      }
    }
    for (int offset : new int[] {-1, 1}) {
      String near = lower(tokens, index + offset);
      int from = Math.max(0, near.codePointCount(0, near.length()) - 3);
      features.add(
          feature("suffix@" + offset + "=", near.substring(near.offsetByCodePoints(0, from))));
      features.add(feature("capital@" + offset + "=", capital(tokens, index + offset)));
    }
    return features;
  }

  private static Feature feature(String kind, String value) {
    return new Feature(kind + value, 1.0);
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
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TokenFeatureExtractor");
  }

  @Override
  public String toString() {
    return "ContextFeatureExtractor()";
  }
}
