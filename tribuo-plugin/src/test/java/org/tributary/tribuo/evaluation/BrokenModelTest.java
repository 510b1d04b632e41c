package org.tributary.tribuo.evaluation;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.spy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;

/** Refusal of models that do not return one prediction per token. */
class BrokenModelTest {

  private final FixedModel model = spy(FixedModel.withProbabilities("a/X/1"));
  private final List<SequenceExample<Label>> sentences =
      List.of(FixedModel.sentence("a/X"), FixedModel.sentence("a/X a/X"));

  @Test
  void missingSentenceIsDetected() {
    doReturn(List.of(List.of())).when(model).predict(anySentences());
    assertThatIllegalStateException()
        .isThrownBy(() -> new TaggingEvaluator().evaluate(model, FixedModel.dataset(sentences)))
        .withMessage(
            "model: expected predictions for 2 sentences, got 1; predict(Iterable) must answer"
                + " every sentence, in order");
  }

  @Test
  void missingTokenIsDetected() {
    SequenceExample<Label> one = FixedModel.sentence("a/X");
    doReturn(List.of(model.predict(one), model.predict(one))).when(model).predict(anySentences());
    assertThatIllegalStateException()
        .isThrownBy(() -> new TaggingEvaluator().evaluate(model, FixedModel.dataset(sentences)))
        .withMessage("model: expected 2 predictions for sentence 2, one a token, got 1");
  }

  private static Iterable<SequenceExample<Label>> anySentences() {
    return any();
  }
}
