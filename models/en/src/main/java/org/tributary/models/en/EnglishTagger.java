package org.tributary.models.en;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.tributary.tagger.Tagger;

/**
 * A small tagger of universal parts of speech (UPOS) for English, to try the library: 95.3 % of the
 * words of EWT's dev file. {@code META-INF/LICENSE-model.txt} has its training data and licence.
 */
public final class EnglishTagger {
  private static final String FILE = "upos.tributary";

  private EnglishTagger() {}

  /**
   * Loads the tagger from the class path. Its labels are the 17 tags of Universal Dependencies,
   * such as {@code NOUN}; its words are those of the English Web Treebank: {@code do n't}, {@code
   * it 's} and punctuation are tokens.
   *
   * <p>Close the tagger after its last use.
   */
  public static Tagger load() {
    try (InputStream file = EnglishTagger.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(
            "English tagger: expected %s beside the class, got none; was the jar repackaged without resources?"
                .formatted(FILE));
      }
      return Tagger.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException("English tagger: " + e.getMessage(), e);
    }
  }
}
