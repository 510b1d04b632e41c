package org.tributary.tribuo.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tributary.head.Head;
import org.tributary.internal.training.SchemeValidator;
import org.tributary.span.TagScheme;

/** The choices of output head in a configuration. */
public enum TaggerHead {
  /**
   * A CRF constrained to the tag scheme of the labels if all are span labels, else a softmax. A
   * given scheme makes it a CRF.
   */
  AUTO,

  /** A softmax: predicts each step's label independently. */
  SOFTMAX,

  /** A linear-chain CRF: predicts the best label sequence. */
  CRF;

  /**
   * Returns the head, a CRF constrained to {@code scheme}, if present.
   *
   * @param names the distinct labels, also of training sequences of weight 0
   * @param labels the labels of each other training sequence
   */
  public Head definition(
      Collection<String> names, List<List<String>> labels, Optional<TagScheme> scheme) {
    return switch (this) {
      case AUTO ->
          scheme.isPresent()
              ? CRF.definition(names, labels, scheme)
              : SchemeValidator.automaticHead(names, labels);
      case SOFTMAX -> Head.softmax();
      case CRF -> scheme.map(Head::crf).orElse(Head.crf());
    };
  }

  /** Returns whether a tag scheme can constrain the head's predictions. */
  public boolean supportsScheme() {
    return switch (this) {
      case SOFTMAX -> false;
      case AUTO, CRF -> true;
    };
  }
}
