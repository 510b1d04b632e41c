package org.tributary.tribuo;

import java.util.Optional;
import org.tributary.head.TagScheme;

/** The scheme of spans whose rules a tagger's predictions keep. */
public enum TaggerScheme {
  /** None: every sequence of labels is allowed. */
  NONE(null),

  /** B on a span's first token, I on the others. */
  BIO(TagScheme.BIO),

  /** I on a span's tokens; B only right after a span of the same type. */
  IOB1(TagScheme.IOB1),

  /** S on a span of one token; B on a longer one's first, E on its last, I between. */
  BIOES(TagScheme.BIOES);

  private final TagScheme rules;

  TaggerScheme(TagScheme rules) {
    this.rules = rules;
  }

  Optional<TagScheme> rules() {
    return Optional.ofNullable(rules);
  }
}
