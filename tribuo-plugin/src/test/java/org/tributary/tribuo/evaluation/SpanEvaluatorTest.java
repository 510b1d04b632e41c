package org.tributary.tribuo.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.spy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelMetrics;
import org.tribuo.evaluation.metrics.MetricTarget;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.test.Helpers;
import org.tributary.evaluation.LabelScore;
import org.tributary.evaluation.Tally;
import org.tributary.tribuo.data.text.ColumnDataSource;

class SpanEvaluatorTest {

  // by hand: LOC 3 gold, 2 found, 1 right; ORG 0, 1, 0; PER 2, 2, 1
  private final GoldPredictions predictions =
      new GoldPredictions()
          .add("B-PER I-PER O B-LOC O B-LOC", "B-PER I-PER O B-LOC O O")
          .add("B-LOC I-LOC O B-PER I-PER", "B-LOC O B-ORG B-PER O");

  @Test
  void spansAreCountedByType() {
    SpanEvaluation evaluation = predictions.evaluate();
    assertThat(evaluation.types())
        .containsExactly(
            new LabelScore("LOC", 1, 3, 2),
            new LabelScore("ORG", 0, 0, 1),
            new LabelScore("PER", 1, 2, 2));
    assertThat(evaluation.total()).isEqualTo(new LabelScore("total", 2, 5, 5));
    assertThat(evaluation.tokens()).isEqualTo(new Tally(7, 11));
  }

  @Test
  void toStringIsConllevalFormat() {
    assertThat(predictions.evaluate().toString())
        .isEqualTo(
            """
            processed 11 tokens with 5 phrases; found: 5 phrases; correct: 2.
            accuracy:  63.64%; precision:  40.00%; recall:  40.00%; FB1:  40.00
                          LOC: precision:  50.00%; recall:  33.33%; FB1:  40.00  2
                          ORG: precision:   0.00%; recall:   0.00%; FB1:   0.00  1
                          PER: precision:  50.00%; recall:  50.00%; FB1:  50.00  2
            """);
  }

  @Test
  void metricsUseTribuoNames() {
    SpanEvaluation evaluation = predictions.evaluate();
    MetricTarget<Label> loc = new MetricTarget<>(new Label("LOC"));
    MetricTarget<Label> micro = MetricTarget.microAverageTarget();
    assertThat(evaluation.get(LabelMetrics.TP.forTarget(loc).getID())).isEqualTo(1);
    assertThat(evaluation.get(LabelMetrics.FP.forTarget(loc).getID())).isEqualTo(1);
    assertThat(evaluation.get(LabelMetrics.FN.forTarget(loc).getID())).isEqualTo(2);
    assertThat(evaluation.get(LabelMetrics.PRECISION.forTarget(loc).getID())).isEqualTo(0.5);
    assertThat(evaluation.get(LabelMetrics.RECALL.forTarget(loc).getID()))
        .isCloseTo(1 / 3.0, within(1e-12));
    assertThat(evaluation.get(LabelMetrics.F1.forTarget(micro).getID())).isEqualTo(0.4);
    assertThat(evaluation.get(LabelMetrics.ACCURACY.forTarget(micro).getID()))
        .isCloseTo(7 / 11.0, within(1e-12));
    MetricTarget<Label> macro = MetricTarget.macroAverageTarget();
    assertThat(evaluation.get(LabelMetrics.FP.forTarget(macro).getID())).isEqualTo(1);
    assertThat(evaluation.get(LabelMetrics.F1.forTarget(macro).getID()))
        .isCloseTo((0.4 + 0 + 0.5) / 3, within(1e-12));
    assertThat(evaluation.asMap()).hasSize(5 * 6 + 1);
  }

  @Test
  void sentenceEndEndsASpan() {
    assertThat(new GoldPredictions().add("B-X", "B-X").add("I-X O", "I-X O").evaluate().total())
        .isEqualTo(new LabelScore("total", 2, 2, 2));
  }

  @Test
  void goldAndPredictedSchemesMayDiffer() {
    assertThat(
            new GoldPredictions()
                .add("B-X I-X B-X O B-Y", "B-X E-X S-X O S-Y")
                .add("I-X I-X B-X O I-Y", "B-X I-X B-X O B-Y")
                .evaluate()
                .total())
        .isEqualTo(new LabelScore("total", 6, 6, 6));
  }

  @Test
  void datasetsAndSourcesAreEvaluated(@TempDir Path folder) throws IOException {
    FixedModel model = FixedModel.withScores("a/B-X/1", "b/I-X/1", "c/O/1");
    Path file = Files.writeString(folder.resolve("file"), "a B-X\nb I-X\nc O\n\nc O\na B-Y\n");
    ColumnDataSource source = new ColumnDataSource(file, 1, 2);
    SpanEvaluation ofSource = new SpanEvaluator().evaluate(model, source);
    assertThat(ofSource.types())
        .containsExactly(new LabelScore("X", 1, 1, 2), new LabelScore("Y", 0, 1, 0));
    assertThat(ofSource.tokens()).isEqualTo(new Tally(4, 5));
    assertThat(ofSource.getProvenance().getTestDatasetProvenance())
        .isEqualTo(source.getProvenance());
    assertThat(ofSource.getProvenance().getModelProvenance()).isEqualTo(model.getProvenance());
    Helpers.testProvenanceMarshalling(ofSource.getProvenance());

    MutableSequenceDataset<Label> dataset = new MutableSequenceDataset<>(source);
    SpanEvaluation ofDataset = new SpanEvaluator().evaluate(model, dataset);
    assertThat(ofDataset.types()).isEqualTo(ofSource.types());
    assertThat(ofDataset.getProvenance().getTestDatasetProvenance())
        .isEqualTo(dataset.getProvenance());
  }

  @Test
  void labelOfNoSchemeIsReported() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GoldPredictions().add("O", "O").add("O B-X", "O NN").evaluate())
        .withMessage(
            "sentence 2, predicted label 2: expected a label of BIOES (O, or B, I, E, S with a type"
                + " as in B-PER, or without), got \"NN\"; is this the column with the spans, and in"
                + " upper case?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GoldPredictions().add("NN", "O").evaluate())
        .withMessageStartingWith("sentence 1, gold label 1: expected a label of BIOES");
  }

  @Test
  void dataWithoutSentencesOrLabelsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GoldPredictions().evaluate())
        .withMessageStartingWith("examples: expected at least one sentence to evaluate on");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new GoldPredictions().add(LabelFactory.UNKNOWN_LABEL.getLabel(), "O").evaluate())
        .withMessageStartingWith("sentence 1, token 1: expected a gold label, got none");
  }

  @Test
  void missingPredictionsAreDetected() {
    FixedModel model = spy(FixedModel.withScores("a/O/1"));
    SequenceExample<Label> two = FixedModel.sentence("a/O a/O");
    MutableSequenceDataset<Label> data =
        new MutableSequenceDataset<>(List.of(two), GoldPredictions.PROVENANCE, new LabelFactory());
    doReturn(List.of(model.predict(FixedModel.sentence("a/O"))))
        .when(model)
        .predict(anySentences());
    assertThatIllegalStateException()
        .isThrownBy(() -> new SpanEvaluator().evaluate(model, data))
        .withMessage("model: expected 2 predictions for sentence 1, one a token, got 1");
    doReturn(List.of()).when(model).predict(anySentences());
    assertThatIllegalStateException()
        .isThrownBy(() -> new SpanEvaluator().evaluate(model, data))
        .withMessageStartingWith("model: expected predictions for 1 sentences, got 0");
  }

  private static Iterable<SequenceExample<Label>> anySentences() {
    return any();
  }
}
