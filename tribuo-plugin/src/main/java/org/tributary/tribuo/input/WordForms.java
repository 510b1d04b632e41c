package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tributary.feature.WordFormInputs;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.Setting;
import org.tributary.tribuo.internal.model.FeatureGroups;
import org.tributary.tribuo.internal.model.InputResolution;
import org.tributary.tribuo.internal.model.ResolvedInput;

/**
 * The features of a {@code WordFormFeatureExtractor}, with one embedding table for each group
 * present in the training data: {@code word}, {@code lower}, {@code prefix1}, {@code prefix2} and
 * so on, {@code suffix1}, {@code suffix2} and so on, {@code shape}. The lengths of affixes may have
 * gaps.
 */
public final class WordForms implements TaggerInput {
  private static final Pattern LENGTH = Pattern.compile("[1-9][0-9]*");

  @Config(description = "Embedding size of words and lower-cased words, at least 1.")
  @Setting(min = 1)
  private int wordSize = WordFormInputs.defaults().wordSize();

  @Config(description = "Embedding size of prefixes of each length, at least 1.")
  @Setting(min = 1)
  private int prefixSize = WordFormInputs.defaults().prefixSize();

  @Config(description = "Embedding size of suffixes of each length, at least 1.")
  @Setting(min = 1)
  private int suffixSize = WordFormInputs.defaults().suffixSize();

  @Config(description = "Embedding size of word shapes, at least 1.")
  @Setting(min = 1)
  private int shapeSize = WordFormInputs.defaults().shapeSize();

  @Config(description = "Feature group of the words: the part of feature names before the = or @.")
  @Setting(group = true)
  private String group = "word";

  /** No-argument constructor for OLCUT. */
  private WordForms() {}

  /** Sets the embedding size of words and lower-cased words; the others keep their defaults. */
  public WordForms(int wordSize) {
    this.wordSize = wordSize;
    ConfigCheck.asArguments(this::postConfig);
  }

  /** Sets the feature group of the words; by default {@code word}. */
  public WordForms group(String group) {
    WordForms changed = ConfigCheck.copy(this, new WordForms());
    changed.group = group;
    ConfigCheck.asArguments(changed::postConfig);
    return changed;
  }

  /** Returns an embedding table for each group in the domain. */
  List<EmbeddedFeatures> tables(FeatureGroups groups) {
    List<EmbeddedFeatures> all = new ArrayList<>();
    all.add(new EmbeddedFeatures(group, wordSize));
    if (!group.equals("lower")) {
      all.add(new EmbeddedFeatures("lower", wordSize));
    }
    addAffixes("prefix", prefixSize, groups, all);
    addAffixes("suffix", suffixSize, groups, all);
    all.add(new EmbeddedFeatures("shape", shapeSize));
    return all.stream().filter(e -> !groups.ids(e.group()).isEmpty()).toList();
  }

  private static void addAffixes(
      String kind, int size, FeatureGroups groups, List<EmbeddedFeatures> all) {
    groups.names().stream()
        .filter(name -> name.startsWith(kind))
        .map(name -> name.substring(kind.length()))
        .filter(length -> LENGTH.matcher(length).matches())
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .forEach(length -> all.add(new EmbeddedFeatures(kind + length, size)));
  }

  @Override
  public Set<String> groupNames(FeatureGroups groups) {
    return tables(groups).stream().map(EmbeddedFeatures::group).collect(Collectors.toSet());
  }

  @Override
  public List<ResolvedInput> resolve(InputResolution resolution) {
    return tables(resolution.groups()).stream().map(EmbeddedFeatures::resolved).toList();
  }

  @Override
  public String toString() {
    return "WordForms(%s, %d, %d, %d, %d)"
        .formatted(group, wordSize, prefixSize, suffixSize, shapeSize);
  }
}
