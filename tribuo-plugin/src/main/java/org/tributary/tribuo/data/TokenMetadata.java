package org.tributary.tribuo.data;

import java.util.List;
import java.util.Optional;
import org.tribuo.Example;
import org.tributary.tagger.TaggedSentence;

/** The metadata keys that data sources set on a step in addition to its features. */
public final class TokenMetadata {
  /** The metadata key of the token's text. */
  public static final String TOKEN = "token";

  /**
   * The prefix of the metadata keys of CoNLL-U columns. A {@code _} counts as missing: Tributary's
   * sources omit the key, and training ignores a {@code _} that others set.
   */
  public static final String CONLLU = TaggedSentence.CONLLU;

  /** The metadata keys of the grammatical columns of a CoNLL-U file. */
  public static final List<String> COLUMNS = TaggedSentence.GRAMMAR;

  private TokenMetadata() {}

  /** Returns the token of a step, if one of Tributary's sources created the step. */
  public static Optional<String> token(Example<?> step) {
    return step.getMetadataValue(TOKEN).map(Object::toString);
  }

  /** Returns the token of a step, else the name of its first feature, else the empty string. */
  public static String word(Example<?> step) {
    return token(step).orElseGet(() -> step.size() > 0 ? step.iterator().next().getName() : "");
  }
}
