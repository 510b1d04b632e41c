package org.tributary.tribuo.data;

import java.util.List;
import java.util.Optional;
import org.tribuo.Example;

/** What the data sources keep beside the features of a step, for people to read. */
public final class TokenMetadata {
  /** The metadata key of the token's text. */
  public static final String TOKEN = "token";

  /** The metadata key of the universal part-of-speech tag, from CoNLL-U. */
  public static final String UPOS = "upos";

  /** The metadata key of the language's own part-of-speech tag, from CoNLL-U. */
  public static final String XPOS = "xpos";

  /** The metadata key of the morphological features, from CoNLL-U. */
  public static final String FEATS = "feats";

  /** The metadata key of the relation to the syntactic head, from CoNLL-U. */
  public static final String DEPREL = "deprel";

  /**
   * The metadata key of what the syntactic head is and where it stands: its universal tag with
   * {@code <} where it comes before the word, {@code >} where it comes after, or {@code root}.
   */
  public static final String HEAD = "head";

  /** The keys of a CoNLL-U file's columns that say something of a word's part in its sentence. */
  public static final List<String> COLUMNS = List.of(UPOS, XPOS, FEATS, DEPREL, HEAD);

  private TokenMetadata() {}

  /** The token a step was made from, if one of Tributary's sources made it. */
  public static Optional<String> token(Example<?> step) {
    return step.getMetadataValue(TOKEN).map(Object::toString);
  }
}
