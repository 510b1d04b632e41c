package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tributary.feature.WordFormInputs;
import org.tributary.tribuo.input.internal.FeatureGroups;
import org.tributary.tribuo.input.internal.InputResolution;
import org.tributary.tribuo.input.internal.ResolvedInput;

/**
 * The features of a {@code WordFormFeatureExtractor}, with one embedding table for each group
 * present in the training data: {@code word}, {@code lower}, {@code prefix1} and longer ones,
 * {@code suffix1} and longer ones, {@code shape}.
 */
public final class WordForms implements TaggerInput {
  @Config(description = "Embedding size of words and lower-cased words, at least 1.")
  private int wordSize = WordFormInputs.defaults().wordSize();

  @Config(description = "Embedding size of prefixes of each length, at least 1.")
  private int prefixSize = WordFormInputs.defaults().prefixSize();

  @Config(description = "Embedding size of suffixes of each length, at least 1.")
  private int suffixSize = WordFormInputs.defaults().suffixSize();

  @Config(description = "Embedding size of word shapes, at least 1.")
  private int shapeSize = WordFormInputs.defaults().shapeSize();

  /** No-argument constructor for OLCUT. */
  private WordForms() {}

  /** Sets the embedding size of words and lower-cased words; the others keep their defaults. */
  public WordForms(int wordSize) {
    this.wordSize = wordSize;
    postConfig();
  }

  @Override
  public void postConfig() {
    ConfigCheck.requireAtLeast(1, "wordSize", wordSize);
    ConfigCheck.requireAtLeast(1, "prefixSize", prefixSize);
    ConfigCheck.requireAtLeast(1, "suffixSize", suffixSize);
    ConfigCheck.requireAtLeast(1, "shapeSize", shapeSize);
  }

  /** Returns an embedding table for each group in the domain. */
  List<EmbeddedFeatures> tables(FeatureGroups groups) {
    List<EmbeddedFeatures> all = new ArrayList<>();
    all.add(new EmbeddedFeatures("word", wordSize));
    all.add(new EmbeddedFeatures("lower", wordSize));
    addAffixes("prefix", prefixSize, groups, all);
    addAffixes("suffix", suffixSize, groups, all);
    all.add(new EmbeddedFeatures("shape", shapeSize));
    return all.stream().filter(e -> !groups.ids(e.group()).isEmpty()).toList();
  }

  private static void addAffixes(
      String kind, int size, FeatureGroups groups, List<EmbeddedFeatures> all) {
    for (int length = 1; !groups.ids(kind + length).isEmpty(); length++) {
      all.add(new EmbeddedFeatures(kind + length, size));
    }
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
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TaggerInput");
  }

  @Override
  public String toString() {
    return "WordForms(%d, %d, %d, %d)".formatted(wordSize, prefixSize, suffixSize, shapeSize);
  }
}
