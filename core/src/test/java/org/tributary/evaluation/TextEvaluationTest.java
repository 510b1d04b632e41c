package org.tributary.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.tributary.span.Span;

class TextEvaluationTest {
  private static ScoredText.Token token(
      String gold, String predicted, double confidence, int count) {
    return new ScoredText.Token(
        "w",
        gold,
        predicted,
        OptionalDouble.of(confidence),
        Optional.of(count > 0),
        OptionalInt.of(count));
  }

  private static ScoredText text(List<ScoredText.Sentence> sentences) {
    return new ScoredText(sentences);
  }

  private static ScoredText.Sentence sentence(ScoredText.Token... tokens) {
    return new ScoredText.Sentence(List.of(tokens));
  }

  private static final ScoredText TAGS =
      text(
          List.of(
              sentence(token("A", "A", 0.9, 3), token("B", "A", 0.8, 0)),
              sentence(
                  token("B", "B", 0.3, 1), token("A", "B", 0.95, 1000), token("A", "A", 1, 7))));

  @Test
  void mistakesAreSortedByConfidence() {
    TextEvaluation evaluation = TextEvaluation.of(TAGS);
    assertThat(evaluation.text().confidentMistakes(5))
        .extracting(p -> p.token().confidence().getAsDouble())
        .containsExactly(0.95, 0.8);
    assertThat(evaluation.leastConfidentCorrect(2))
        .extracting(p -> p.token().confidence().getAsDouble())
        .containsExactly(0.3, 0.9);
    assertThat(evaluation.measure()).isEqualTo("accuracy");
    assertThat(evaluation.headline().value()).isEqualTo(0.6);
    assertThat(evaluation.coverage()).hasValue(0.8);
    assertThat(evaluation.known().orElseThrow().tally().correct()).isEqualTo(3);
    assertThat(evaluation.unknown().orElseThrow().accuracy().value()).isZero();
  }

  @Test
  void calibrationNeedsProbabilities() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.of(List.of()))
        .withMessage(
            "outcomes: expected at least one prediction, got none; were no spans predicted?");
    ScoredText without = text(List.of(sentence(ScoredText.Token.of("w", "A", "A"))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.of(without))
        .withMessage(
            "text: expected a confidence of each token, got a token without one; are the predictions of a tool that gives no probabilities?");
    for (double confidence : new double[] {Double.NaN, -0.1, 1.1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Calibration.Outcome(confidence, true))
          .withMessage("confidence: expected a probability in [0, 1], got " + confidence);
    }
  }

  @Test
  void positionIsOfAToken() {
    ScoredText.Sentence two = TAGS.sentences().get(0);
    for (int index : new int[] {-1, 2}) {
      assertThatThrownBy(() -> new ScoredText.Position(0, index, two))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("index: expected an index of one of 2 tokens, from 0, got %d", index);
    }
  }

  @Test
  void breakdownsCountGroups() {
    assertThat(Breakdown.bySentenceLength(TAGS).groups())
        .containsExactly(Map.entry("1–5", new Tally(3, 5)));
    assertThat(Breakdown.byTrainingCount(TAGS).groups())
        .containsExactly(
            Map.entry("0", new Tally(0, 1)),
            Map.entry("1", new Tally(1, 1)),
            Map.entry("2–4", new Tally(1, 1)),
            Map.entry("5–9", new Tally(1, 1)),
            Map.entry("1000 or more", new Tally(0, 1)));
  }

  @Test
  void spanConfidenceIsTheModelsElseTheLowestOfItsTokens() {
    ScoredText spans =
        text(
            List.of(
                sentence(
                    token("B-X", "B-X", 0.99, 1),
                    token("I-X", "I-X", 0.42, 1),
                    token("O", "O", 1, 1))));
    Calibration calibration =
        TextEvaluation.of(spans).spans().orElseThrow().calibration().orElseThrow();
    assertThat(calibration.bins().get(4).count()).isEqualTo(1);
    assertThat(calibration.error()).isCloseTo(0.58, within(1e-12));
    ScoredText joint =
        text(
            List.of(
                new ScoredText.Sentence(
                    spans.sentences().get(0).tokens(), Map.of(new Span("X", 0, 2), 0.39))));
    assertThat(TextEvaluation.of(joint).spans().orElseThrow().calibration().orElseThrow().error())
        .isCloseTo(0.61, within(1e-12));
    assertThat(Breakdown.bySpanLength(spans).groups())
        .containsExactly(Map.entry("2", new Tally(1, 1)));
  }

  /** Labels of a scheme in the gold data alone are scored as labels. */
  @Test
  void predictionsOutsideTheSchemeAreScoredAsLabels() {
    TextEvaluation evaluation =
        TextEvaluation.of(text(List.of(sentence(ScoredText.Token.of("w", "B-X", "NOUN")))));
    assertThat(evaluation.spans()).isEmpty();
    assertThat(evaluation.calibration()).isEmpty();
    assertThat(evaluation.coverage()).isEmpty();
    assertThat(evaluation.leastConfidentCorrect(3)).isEmpty();
  }

  @Test
  void textWithoutATokenIsRefused() {
    assertThatThrownBy(() -> text(List.of(sentence())))
        .hasMessage(
            "sentences: expected at least one with a token to score, got none; is the file empty?");
  }

  @Test
  void comparisonNeedsEqualWordsAndGoldLabels() {
    ScoredText other = text(List.of(TAGS.sentences().get(0)));
    assertThatThrownBy(() -> Comparison.ofTokens(TAGS, other))
        .hasMessage("predictions: expected both of the same sentences, got 2 and 1 sentences");
    ScoredText gold =
        text(
            List.of(
                TAGS.sentences().get(0),
                sentence(token("B", "B", 1, 1), token("B", "B", 1, 1), token("A", "A", 1, 1))));
    assertThatThrownBy(() -> Comparison.ofTokens(TAGS, gold))
        .hasMessage(
            "sentence 2, token 2: expected the same gold labels in both predictions, got 'A' and 'B'; are both for the same text and label column?");
  }

  /** 40 sentences, of which one model has 10 more right: the exact sign test gives p = 2^-9. */
  @Test
  void clearDifferenceIsSignificant() {
    List<ScoredText.Sentence> good = new ArrayList<>();
    List<ScoredText.Sentence> bad = new ArrayList<>();
    for (int k = 0; k < 40; k++) {
      good.add(sentence(ScoredText.Token.of("w", "A", "A")));
      bad.add(sentence(ScoredText.Token.of("w", "A", k < 10 ? "B" : "A")));
    }
    Comparison comparison = Comparison.ofTokens(text(good), text(bad));
    assertThat(comparison.difference().value()).isCloseTo(0.25, within(1e-12));
    // the exact sign test; four standard deviations of 10,000 rounds
    assertThat(comparison.pValue()).isCloseTo(Math.pow(2, -9), within(4 * 4.4e-4));
    assertThat(comparison.pValue()).isGreaterThan(4e-4);
    assertThat(comparison.onlyFirst()).hasSize(10);
    assertThat(comparison.both()).isEqualTo(30);
    assertThat(Comparison.ofTokens(text(good), text(good)).pValue()).isEqualTo(1);
  }

  private static ScoredText.Sentence tagged(String gold, String predicted) {
    String[] goldLabels = gold.split(" ");
    String[] predictedLabels = predicted.split(" ");
    assertThat(predictedLabels).hasSameSizeAs(goldLabels);
    List<ScoredText.Token> tokens = new ArrayList<>();
    for (int i = 0; i < goldLabels.length; i++) {
      tokens.add(ScoredText.Token.of("w", goldLabels[i], predictedLabels[i]));
    }
    return new ScoredText.Sentence(tokens);
  }

  /**
   * Of 3 gold spans, the first model has 2 of its 2 right, the second 1 of its 3: F1 = 2 · 2 / (3 +
   * 2) and 2 · 1 / (3 + 3). Of the 8 exchanges of the models' sentences, 4 have a difference as
   * large: none, all, the second sentence alone (1 and 0), and the other two.
   */
  @Test
  void spansAreComparedByTheirF1() {
    ScoredText first =
        text(
            List.of(
                tagged("B-PER I-PER O", "B-PER I-PER O"),
                tagged("O B-LOC", "O O"),
                tagged("B-LOC", "B-LOC")));
    ScoredText second =
        text(
            List.of(
                tagged("B-PER I-PER O", "B-PER O O"),
                tagged("O B-LOC", "O B-LOC"),
                tagged("B-LOC", "B-PER")));
    Comparison comparison = Comparison.ofSpans(first, second);
    assertThat(comparison.difference().value()).isCloseTo(4 / 5.0 - 2 / 6.0, within(1e-12));
    assertThat(comparison.pValue()).isCloseTo(0.5, within(4 * 0.005)); // 4 standard deviations
    assertThat(comparison.both()).isEqualTo(3);
    assertThat(comparison.onlyFirst()).hasSize(2);
    assertThat(comparison.onlySecond()).hasSize(1);
    assertThat(comparison.neither()).isZero();
    assertThat(Comparison.ofSpans(second, first).difference().value())
        .isCloseTo(2 / 6.0 - 4 / 5.0, within(1e-12));
    assertThat(Comparison.ofTokens(first, second).difference().value())
        .isCloseTo(5 / 6.0 - 4 / 6.0, within(1e-12));
  }

  /** The interval of a mean of 400 independent outcomes is that of the normal distribution. */
  @Test
  void seededIntervalIsThatOfABinomial() {
    List<ScoredText.Sentence> sentences = new ArrayList<>();
    for (int k = 0; k < 400; k++) {
      sentences.add(sentence(ScoredText.Token.of("w", "A", k % 4 == 0 ? "B" : "A")));
    }
    Estimate.Interval interval =
        TextEvaluation.of(text(sentences)).accuracy().interval().orElseThrow();
    double half = 1.96 * Math.sqrt(0.75 * 0.25 / 400);
    assertThat(interval.low()).isCloseTo(0.75 - half, within(0.006));
    assertThat(interval.high()).isCloseTo(0.75 + half, within(0.006));
  }

  /** Resamples without the only span have no F1. */
  @Test
  void resamplesWithoutSpansAreLeftOut() {
    List<ScoredText.Sentence> sentences = new ArrayList<>();
    for (int k = 0; k < 50; k++) {
      String label = k == 0 ? "B-X" : "O";
      sentences.add(sentence(ScoredText.Token.of("w", label, label)));
    }
    Estimate f1 = TextEvaluation.of(text(sentences)).headline();
    assertThat(f1.value()).isEqualTo(1);
    assertThat(f1.interval()).contains(new Estimate.Interval(1, 1));
  }

  /** The example of Holm (1979), section 3, by hand: 4 · 0.005, 3 · 0.01, 2 · 0.03, 0.04. */
  @Test
  void pValuesAreAdjusted() {
    assertThat(Comparison.adjusted(List.of(0.01, 0.04, 0.03, 0.005)))
        .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1, Double.class)
        .containsExactly(0.03, 0.06, 0.06, 0.02);
    assertThat(Comparison.adjusted(List.of(0.9, 0.8))).containsExactly(1.0, 1.0);
  }
}
