package org.tributary.tribuo.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.tribuo.Feature;
import org.tributary.feature.WordForm;
import org.tributary.internal.BoundedCache;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.IndexCheck;
import org.tributary.tribuo.internal.Setting;

/**
 * A feature extractor for the word and its form, so that unknown words still have known features.
 * Each feature has value 1:
 *
 * <pre>
 *   word=Walking   lower=walking   prefix1=w  prefix2=wa  prefix3=wal
 *   suffix1=g  suffix2=ng  suffix3=ing  suffix4=king   shape=Xx
 * </pre>
 *
 * The text before the = is the feature's group; a tagger can embed each group in a table of its
 * own. Prefixes and suffixes are taken from the lower-cased word, in code points, up to the whole
 * word. Shapes are those of {@link WordForm#shape(String)}.
 */
public final class WordFormFeatureExtractor implements TokenFeatureExtractor {
  /** Capacity of the cache in words, about 1 KB each. */
  private static final int MAX_CACHED_WORDS = 16_384;

  /** Longest feature names to cache, in characters per word; longer words rarely recur. */
  private static final int MAX_CACHED_CHARACTERS = 512;

  @Config(description = "The longest prefix, in code points; 0 for none.")
  @Setting(min = 0)
  private int longestPrefix = 3;

  @Config(description = "The longest suffix, in code points; 0 for none.")
  @Setting(min = 0)
  private int longestSuffix = 4;

  @Config(
      description =
          "Word shapes: UNICODE, or VERSION_1 for those of models whose provenance names none, in"
              + " which letters without case are characters of their own.")
  private Shapes shapes = Shapes.UNICODE;

  /** The rules of word shapes. */
  public enum Shapes {
    /** {@link WordForm#shape()}. */
    UNICODE,
    /** {@link WordForm#shapeOfVersion1()}. */
    VERSION_1;

    private WordForm form() {
      return this == UNICODE ? WordForm.shape() : WordForm.shapeOfVersion1();
    }
  }

  private final BoundedCache<String, List<Feature>> cache = new BoundedCache<>(MAX_CACHED_WORDS);

  /** Creates an extractor with prefixes of up to three and suffixes of up to four code points. */
  public WordFormFeatureExtractor() {}

  /**
   * Creates an extractor.
   *
   * @param longestPrefix the longest prefix in code points, at least 0
   * @param longestSuffix the longest suffix in code points, at least 0
   */
  public WordFormFeatureExtractor(int longestPrefix, int longestSuffix) {
    this(longestPrefix, longestSuffix, Shapes.UNICODE);
  }

  /**
   * Creates an extractor with other shapes.
   *
   * @param longestPrefix the longest prefix in code points, at least 0
   * @param longestSuffix the longest suffix in code points, at least 0
   */
  public WordFormFeatureExtractor(int longestPrefix, int longestSuffix, Shapes shapes) {
    this.longestPrefix = longestPrefix;
    this.longestSuffix = longestSuffix;
    this.shapes = shapes;
    ConfigCheck.asArguments(this::postConfig);
  }

  @Override
  public void postConfig() {
    ConfigCheck.UNNAMED.fields(this);
  }

  @Override
  public List<Feature> extract(List<String> tokens, int index) {
    IndexCheck.require("index", index, tokens.size(), "tokens");
    String word = tokens.get(index);
    List<Feature> cached = cache.get(word);
    if (cached != null) {
      return new ArrayList<>(cached);
    }
    List<Feature> features = features(word);
    if (features.stream().mapToInt(f -> f.getName().length()).sum() <= MAX_CACHED_CHARACTERS) {
      cache.put(word, List.copyOf(features));
    }
    return features;
  }

  private List<Feature> features(String word) {
    List<Feature> features = new ArrayList<>();
    features.add(feature(WordFeatureExtractor.WORD, word));
    features.add(feature("lower=", WordForm.lower(word)));
    addAffixes("prefix", longestPrefix, length -> WordForm.prefix(word, length), features);
    addAffixes("suffix", longestSuffix, length -> WordForm.suffix(word, length), features);
    features.add(feature("shape=", shapes.form().of(word).orElseThrow()));
    return features;
  }

  private static void addAffixes(
      String group, int longest, IntFunction<Optional<String>> affix, List<Feature> to) {
    for (int length = 1; length <= longest; length++) {
      Optional<String> text = affix.apply(length);
      if (text.isEmpty()) {
        return; // the word is shorter
      }
      to.add(feature(group + length + "=", text.get()));
    }
  }

  private static Feature feature(String prefix, String value) {
    return new Feature(prefix + value, 1.0);
  }

  @Override
  public boolean readsTokenAlone() {
    return true;
  }

  @Override
  public String toString() {
    return "WordFormFeatureExtractor(longestPrefix=%d, longestSuffix=%d, shapes=%s)"
        .formatted(longestPrefix, longestSuffix, shapes);
  }
}
