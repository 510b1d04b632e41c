package org.tributary.feature;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A reader of one form of words: at each step one feature of weight 1, or none if the word has no
 * such form.
 */
record WordFormReader(WordForm form) implements WordReader<FeatureColumn> {
  @Override
  public List<String> symbols(String word) {
    return form.of(word).stream().toList();
  }

  @Override
  public FeatureColumn column(List<String> words, ToIntFunction<String> entry) {
    FeatureColumn.Builder builder = FeatureColumn.builder();
    for (String word : words) {
      builder.step();
      form.of(word).ifPresent(text -> builder.feature(entry.applyAsInt(text), 1f));
    }
    return builder.build();
  }
}
