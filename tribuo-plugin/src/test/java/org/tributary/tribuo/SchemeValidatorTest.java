package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.span.TagScheme;

/** Validation of training labels against a tag scheme. */
class SchemeValidatorTest {
  private static final SequenceExample<Label> BIO =
      Data.sentence("Ada/B-PER", "Byron/I-PER", "x/O");
  private static final SequenceExample<Label> IOB1 =
      Data.sentence("Ada/I-PER", "Byron/I-PER", "x/O");
  private static final SequenceExample<Label> BIOES =
      Data.sentence("Ada/B-PER", "Byron/E-PER", "met/O", "Eve/S-PER");
  private static final SequenceExample<Label> PLAIN = Data.sentence("x/O", "y/O");

  private static void require(TagScheme scheme, List<SequenceExample<Label>> sentences) {
    SchemeValidator.require(scheme, Data.dataset(sentences));
  }

  private static List<SequenceExample<Label>> repeated(
      int count, SequenceExample<Label> of, int others, SequenceExample<Label> other) {
    List<SequenceExample<Label>> all = new ArrayList<>();
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
            "training data: expected labels that comply with BIO, got 3 of 3 sequences with spans that violate it, which the tagger could never predict; they fit IOB1: choose that, or convert them by SpanConversion");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> require(TagScheme.BIOES, repeated(3, BIO, 0, PLAIN)))
        .withMessageContaining("comply with BIOES, got 3 of 3")
        .withMessageEndingWith("they fit BIO: choose that, or convert them by SpanConversion");
  }

  @Test
  void minorityOfViolationsIsAccepted() {
    assertThatCode(() -> require(TagScheme.BIO, repeated(2, BIO, 2, IOB1)))
        .doesNotThrowAnyException();
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
              require(TagScheme.BIO, List.of(Data.sentence("a/NN", "b/VB")));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void labelsThatFitNoSchemeAreReported() {
    SequenceExample<Label> broken = Data.sentence("a/E-PER", "b/O", "c/B-PER", "d/O");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> require(TagScheme.BIOES, repeated(3, broken, 0, PLAIN)))
        .withMessageEndingWith("choose no scheme, or correct the labels");
  }

  @Test
  void zeroWeightExamplesAreIgnored() {
    SequenceExample<Label> unweighted = Data.sentence("Ada/I-PER", "x/O");
    unweighted.setWeight(0);
    assertThatCode(() -> require(TagScheme.BIO, repeated(1, BIO, 3, unweighted)))
        .doesNotThrowAnyException();
  }

  @Test
  void trainerValidatesTheScheme() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Data.smallTrainer()
                    .crf(TagScheme.BIO)
                    .build()
                    .train(Data.dataset(repeated(2, IOB1, 1, PLAIN))))
        .withMessageStartingWith("training data: expected labels that comply with BIO");
  }
}
