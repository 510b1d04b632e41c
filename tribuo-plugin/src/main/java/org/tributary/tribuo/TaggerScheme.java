package org.tributary.tribuo;

import java.util.Optional;
import org.tributary.head.TagScheme;

/** A tag scheme that constrains a CRF's predictions. */
public enum TaggerScheme {
  /** Unconstrained: every label sequence is allowed. */
  NONE(null),

  /** BIO: B on a span's first token, I on the others. */
  BIO(TagScheme.BIO),

  /** IOB1: I on a span's tokens; B only directly after a span of the same type. */
  IOB1(TagScheme.IOB1),

  /** BIOES: S on a single-token span; B on a longer span's first token, I inside, E on its last. */
  BIOES(TagScheme.BIOES);

  private final TagScheme rules;

  TaggerScheme(TagScheme rules) {
    this.rules = rules;
  }

  Optional<TagScheme> rules() {
    return Optional.ofNullable(rules);
  }
}
