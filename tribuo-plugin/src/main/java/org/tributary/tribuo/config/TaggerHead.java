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
    if (this == SOFTMAX) {
      return Head.softmax();
    }
    CrfHead crf = scheme.map(Head::crf).orElse(Head.crf());
    return constrainTraining ? crf.constrainTraining() : crf;
  }
}
