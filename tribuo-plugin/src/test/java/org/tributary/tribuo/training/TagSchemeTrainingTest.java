package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.span.TagScheme;
import org.tributary.tribuo.fixture.Data;

/** A trainer validates its training labels against its tag scheme. */
class TagSchemeTrainingTest {
  private static final SequenceExample<Label> BIO =
      Data.sentence("Ada/B-PER", "Byron/I-PER", "x/O");
  private static final SequenceExample<Label> IOB1 =
      Data.sentence("Ada/I-PER", "Byron/I-PER", "x/O");

  private static void train(List<SequenceExample<Label>> sentences) {
    Data.smallTrainer().crf(TagScheme.BIO).build().train(Data.dataset(sentences)).close();
  }

  @Test
  void labelsOfAnotherSchemeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(List.of(IOB1, IOB1, BIO)))
        .withMessageStartingWith(
            "training data: expected labels that comply with BIO, got 2 of 3 sequences");
  }

  @Test
  void zeroWeightExamplesAreIgnored() {
    SequenceExample<Label> unweighted = Data.sentence("Ada/I-PER", "x/O");
    unweighted.setWeight(0);
    assertThatCode(() -> train(List.of(BIO, unweighted, unweighted))).doesNotThrowAnyException();
  }
}
