package org.tributary.tagger;

import java.util.Objects;
import java.util.Optional;
import org.tributary.head.TagScheme;

/** How a column's labels are chosen from the encoder's output. An immutable value. */
public sealed interface HeadDefinition {
  /** Each step's label for itself. */
  record Softmax() implements HeadDefinition {}

  /**
   * A sequence's labels together, by a linear-chain CRF.
   *
   * @param scheme the scheme that predictions never break; without one every sequence is allowed
   * @param constrainsTraining whether training, too, leaves out what the scheme forbids; labels
   *     that break it then cost {@link org.tributary.head.Crf#FORBIDDEN} each time
   */
  record Crf(Optional<TagScheme> scheme, boolean constrainsTraining) implements HeadDefinition {
    /** Checks that there is something to leave out. */
    public Crf {
      Objects.requireNonNull(scheme, "scheme");
      if (constrainsTraining && scheme.isEmpty()) {
        throw new IllegalArgumentException(
            "CRF: expected a scheme whose rules training keeps, got none; call crf(scheme)");
      }
    }

    /** Keeps the scheme's rules in training too. */
    public Crf constrainTraining() {
      return new Crf(scheme, true);
    }
  }

  /** A softmax over the labels of each step. */
  static Softmax softmax() {
    return new Softmax();
  }

  /** A CRF that allows every sequence of labels. */
  static Crf crf() {
    return new Crf(Optional.empty(), false);
  }

  /** A CRF whose predictions keep the rules of {@code scheme}. */
  static Crf crf(TagScheme scheme) {
    return new Crf(Optional.of(scheme), false);
  }
}
