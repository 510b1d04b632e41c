package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.span.TagScheme;
import org.tributary.testing.LogMessages;

/** Validation of training labels against a tag scheme. */
class SchemeValidatorTest {
  private static final List<String> BIO = List.of("B-PER", "I-PER", "O");
  private static final List<String> IOB1 = List.of("I-PER", "I-PER", "O");
  private static final List<String> BIOES = List.of("B-PER", "E-PER", "O", "S-PER");
  private static final List<String> PLAIN = List.of("O", "O");

  private static void require(TagScheme scheme, List<List<String>> sentences) {
    SchemeValidator.require(scheme, sentences);
  }

  private static List<List<String>> repeated(
      int count, List<String> of, int others, List<String> other) {
    List<List<String>> all = new ArrayList<>();
    for (int k = 0; k < count + others; k++) {
      all.add(k < count ? of : other);
    }
    return all;
  }

  @Test
  void labelsOfAnotherSchemeAreRefusedWithTheFittingScheme() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> require(TagScheme.BIO, repeated(3, IOB1, 5, PLAIN)))
        .withMessage(
            "training data: expected labels that comply with BIO, got 3 of 3 sequences with spans that violate it, which the tagger could never predict; they fit IOB1: choose that, or convert them by TagScheme.convert");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> require(TagScheme.BIOES, repeated(3, BIO, 0, PLAIN)))
        .withMessageContaining("comply with BIOES, got 3 of 3")
        .withMessageEndingWith("they fit BIO: choose that, or convert them by TagScheme.convert");
  }

  @Test
  void minorityOfViolationsIsAcceptedWithAWarning() {
    try (LogMessages log = LogMessages.of(SchemeValidator.class)) {
      require(TagScheme.BIO, repeated(2, BIO, 2, IOB1));
      require(TagScheme.BIO, repeated(2, BIO, 2, PLAIN));
      assertThat(log.all())
          .containsExactly(
              "WARNING training data: 2 of 4 sequences with spans violate BIO; the tagger can never predict their labels");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> require(TagScheme.BIO, repeated(2, BIO, 3, IOB1)))
        .withMessageContaining("got 3 of 5 sequences");
  }

  @Test
  void compliantLabelsAreAccepted() {
    assertThatCode(
            () -> {
              require(TagScheme.BIO, repeated(3, BIO, 1, PLAIN));
              require(TagScheme.IOB1, repeated(3, IOB1, 1, PLAIN));
              require(TagScheme.BIOES, repeated(3, BIOES, 1, PLAIN));
              require(TagScheme.BIO, List.of(PLAIN));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void labelsOutsideTheSchemeAreLeftToTheTagger() {
    assertThatCode(
            () -> {
              require(TagScheme.BIO, repeated(3, BIOES, 1, PLAIN));
              require(TagScheme.BIO, List.of(List.of("NN", "VB")));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void automaticChoiceWarnsOfLabelsThatFitNoScheme() {
    try (LogMessages log = LogMessages.of(SchemeValidator.class)) {
      assertThat(SchemeValidator.fitting(repeated(3, List.of("E-PER", "O"), 1, PLAIN))).isEmpty();
      assertThat(SchemeValidator.fitting(repeated(3, BIO, 1, PLAIN))).contains(TagScheme.BIO);
      assertThat(log.all())
          .containsExactly(
              "WARNING training data: the labels fit no tag scheme, so the CRF is not constrained to one; correct them if they are wrong: BIO has no label 'E-PER', IOB1 has no label 'E-PER', 3 of 3 sequences with spans violate BIOES");
    }
  }

  @Test
  void labelsThatFitNoSchemeAreReported() {
    List<String> broken = List.of("E-PER", "O", "B-PER", "O");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> require(TagScheme.BIOES, repeated(3, broken, 0, PLAIN)))
        .withMessageEndingWith("choose no scheme, or correct the labels");
  }
}
