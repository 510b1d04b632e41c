package org.tributary.tribuo.data;

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

  private TokenMetadata() {}

  /** The token a step was made from, if one of Tributary's sources made it. */
  public static Optional<String> token(Example<?> step) {
    return step.getMetadataValue(TOKEN).map(Object::toString);
  }
}
