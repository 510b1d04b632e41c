package org.tributary.tribuo.config;

import java.util.Optional;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.span.TagScheme;

/** The choices of output head in a configuration. */
public enum TaggerHead {
  /** A softmax: predicts each step's label independently. */
  SOFTMAX,

  /** A linear-chain CRF: predicts the best label sequence. */
  CRF;

  /**
   * Returns the head, a CRF constrained to {@code scheme}, if present.
   *
   * @param constrainTraining whether the scheme constrains a CRF in training too
   */
  public Head definition(Optional<TagScheme> scheme, boolean constrainTraining) {
    return switch (this) {
      case SOFTMAX -> Head.softmax();
      case CRF -> {
        CrfHead crf = scheme.map(Head::crf).orElse(Head.crf());
        yield constrainTraining ? crf.constrainTraining() : crf;
      }
    };
  }

  /** Returns whether a tag scheme can constrain the head's predictions. */
  public boolean supportsScheme() {
    return switch (this) {
      case SOFTMAX -> false;
      case CRF -> true;
    };
  }
}
