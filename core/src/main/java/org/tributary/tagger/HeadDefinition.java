package org.tributary.tagger;

import java.util.Objects;
import java.util.Optional;
import org.tributary.head.TagScheme;

/** The definition of an output head: softmax or linear-chain CRF. An immutable value. */
public sealed interface HeadDefinition {
  /** A softmax over the labels of each step, independent of the other steps. */
  record Softmax() implements HeadDefinition {}

  /**
   * A linear-chain CRF over the labels of a sequence.
   *
   * @param scheme the tag scheme that predictions conform to; empty allows every label sequence
   * @param constrainsTraining whether the partition function of the training loss excludes the
   *     sequences that the scheme forbids; each violation in the gold labels then costs {@link
   *     org.tributary.head.Crf#FORBIDDEN}
   */
  record Crf(Optional<TagScheme> scheme, boolean constrainsTraining) implements HeadDefinition {
    /**
     * Checks the combination.
     *
     * @throws IllegalArgumentException if training is constrained without a scheme
     */
    public Crf {
      Objects.requireNonNull(scheme, "scheme");
      if (constrainsTraining && scheme.isEmpty()) {
        throw new IllegalArgumentException(
            "CRF: expected a tag scheme to constrain training, got none; call crf(scheme)");
      }
    }

    /** Returns a CRF that applies the scheme's constraints in training too. */
    public Crf constrainTraining() {
      return new Crf(scheme, true);
    }
  }

  /** Returns a softmax over the labels of each step. */
  static Softmax softmax() {
    return new Softmax();
  }

  /** Returns a CRF that allows every label sequence. */
  static Crf crf() {
    return new Crf(Optional.empty(), false);
  }

  /** Returns a CRF whose predictions conform to {@code scheme}. */
  static Crf crf(TagScheme scheme) {
    return new Crf(Optional.of(scheme), false);
  }
}
