package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.ArrayList;
import java.util.List;

/**
 * The features that a {@code WordFormFeatureExtractor} makes, with a table for each group as far as
 * the training data have it: {@code word}, {@code lower}, {@code prefix1} and longer ones, {@code
 * suffix1} and longer ones, {@code shape}.
 */
public final class WordForms implements TaggerInput {
  @Config(description = "Size of the vectors of words and of lower-cased words, at least 1.")
  private int wordSize = 64;

  @Config(description = "Size of the vectors of prefixes, for each length, at least 1.")
  private int prefixSize = 12;

  @Config(description = "Size of the vectors of suffixes, for each length, at least 1.")
  private int suffixSize = 16;

  @Config(description = "Size of the vectors of shapes, at least 1.")
  private int shapeSize = 12;

  /** For OLCUT. */
  private WordForms() {}

  /** Gives words and lower-cased words vectors of {@code wordSize}, the others smaller ones. */
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

  /** A table for each group that is there. */
  List<EmbeddedFeatures> tables(FeatureGroups groups) {
    List<EmbeddedFeatures> all = new ArrayList<>();
    all.add(new EmbeddedFeatures("word", wordSize));
    all.add(new EmbeddedFeatures("lower", wordSize));
    affixes("prefix", prefixSize, groups, all);
    affixes("suffix", suffixSize, groups, all);
    all.add(new EmbeddedFeatures("shape", shapeSize));
    return all.stream().filter(e -> !groups.ids(e.group()).isEmpty()).toList();
  }

  private static void affixes(
      String kind, int size, FeatureGroups groups, List<EmbeddedFeatures> all) {
    for (int length = 1; !groups.ids(kind + length).isEmpty(); length++) {
      all.add(new EmbeddedFeatures(kind + length, size));
    }
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
