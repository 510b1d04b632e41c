package org.tributary.feature;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader of one form of words: at each step one feature of weight 1, or none if the word has no
 * such form.
 *
 * @param form the form of a word; empty for a word without it
 */
record WordFormReader(Function<String, Optional<String>> form)
    implements WordReader<FeatureColumn> {
  /** The names {@code prefix1}, {@code suffix4} and the like. */
  private static final Pattern AFFIX = Pattern.compile("(prefix|suffix)([1-9][0-9]{0,2})");

  /** Returns the reader for the input {@code name}; empty if the name is not that of a form. */
  static Optional<WordFormReader> of(String name) {
    Matcher affix = AFFIX.matcher(name);
    if (affix.matches()) {
      int length = Integer.parseInt(affix.group(2));
      return Optional.of(
          new WordFormReader(
              affix.group(1).equals("prefix")
                  ? word -> WordForm.prefix(word, length)
                  : word -> WordForm.suffix(word, length)));
    }
    return switch (name) {
      case EmbeddingInput.WORD -> Optional.of(new WordFormReader(Optional::of));
      case EmbeddingInput.LOWER -> ofEvery(WordForm::lower);
      case EmbeddingInput.SHAPE -> ofEvery(WordForm::shape);
      default -> Optional.empty();
    };
  }

  private static Optional<WordFormReader> ofEvery(Function<String, String> form) {
    return Optional.of(new WordFormReader(form.andThen(Optional::of)));
  }

  @Override
  public List<String> symbols(String word) {
    return form.apply(word).stream().toList();
  }

  @Override
  public FeatureColumn column(List<String> words, ToIntFunction<String> entry) {
    FeatureColumn.Builder builder = FeatureColumn.builder();
    for (String word : words) {
      builder.step();
      form.apply(word).ifPresent(text -> builder.feature(entry.applyAsInt(text), 1f));
    }
    return builder.build();
  }
}
