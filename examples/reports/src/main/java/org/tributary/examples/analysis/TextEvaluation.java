package org.tributary.examples.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.tributary.examples.analysis.Calibration.Outcome;
import org.tributary.span.Span;
import org.tributary.span.SpanCounter;
import org.tributary.span.SpanCounts;
import org.tributary.tribuo.evaluation.ConfusionMatrix;
import org.tributary.tribuo.evaluation.LabelScore;

/**
 * The evaluation of one model's predictions for a text.
 *
 * @param text the text
 * @param accuracy the token accuracy
 * @param macroF1 the mean F1 of the span types if the text has spans, else of the labels
 * @param known the accuracy on known words; empty if there are none
 * @param unknown the accuracy on unknown words; empty if there are none
 * @param confusion the token counts by gold and predicted label
 * @param spans the scores of spans; empty unless gold and predicted labels are span labels
 * @param calibration the calibration of the labels; empty without confidences
 */
public record TextEvaluation(
    ScoredText text,
    Estimate accuracy,
    Estimate macroF1,
    Optional<Group> known,
    Optional<Group> unknown,
    ConfusionMatrix confusion,
    Optional<Spans> spans,
    Optional<Calibration> calibration) {

  /** The seed of the resamples. */
  public static final long SEED = 1;

  /**
   * The accuracy of a group of tokens.
   *
   * @param tokens the number of tokens
   * @param correct the number of correct ones
   * @param accuracy their accuracy
   */
  public record Group(long tokens, long correct, Estimate accuracy) {}

  /**
   * The scores of spans, as by conlleval.
   *
   * @param precision the precision of all spans
   * @param recall the recall of all spans
   * @param f1 the F1 of all spans
   * @param total the counts of all spans
   * @param types the counts of each type in alphabetical order
   * @param errors the errors in text order
   * @param calibration the calibration of predicted spans by {@link ScoredSentence#confidence};
   *     empty without confidences or predicted spans
   */
  public record Spans(
      Estimate precision,
      Estimate recall,
      Estimate f1,
      LabelScore total,
      List<LabelScore> types,
      List<SpanError> errors,
      Optional<Calibration> calibration) {}

  /**
   * Evaluates predictions.
   *
   * @param text the text with its predictions
   * @return the evaluation
   */
  public static TextEvaluation of(ScoredText text) {
    Bootstrap bootstrap = Bootstrap.seeded(text.size(), SEED);
    boolean spans = text.hasSpans();
    return new TextEvaluation(
        text,
        bootstrap.estimate(Measures.accuracy(text)),
        bootstrap.estimate(
            spans
                ? Measures.spanMacroF1(text, text.spanTypes())
                : Measures.macroF1(text, text.labels())),
        group(text, true, bootstrap),
        group(text, false, bootstrap),
        confusion(text),
        spans ? Optional.of(spans(text, bootstrap)) : Optional.empty(),
        text.hasConfidences() ? Optional.of(Calibration.of(text)) : Optional.empty());
  }

  /**
   * Returns the score that matters most.
   *
   * @return the F1 of spans if the text has spans, else the accuracy
   */
  public Estimate headline() {
    return spans.map(Spans::f1).orElse(accuracy);
  }

  /**
   * Returns the name of the score that matters most.
   *
   * @return {@code span F1} or {@code accuracy}
   */
  public String measure() {
    return spans.isPresent() ? "span F1" : "accuracy";
  }

  /**
   * Returns precision, recall and F1 of every label.
   *
   * @return the scores, most frequent label first
   */
  public List<LabelScore> labels() {
    return confusion.scores().stream()
        .sorted(Comparator.comparingLong(LabelScore::support).reversed())
        .toList();
  }

  /**
   * Returns the share of the words that the model knows.
   *
   * @return a share in [0, 1]; empty if that is not known
   */
  public OptionalDouble coverage() {
    long knownWords = known.map(Group::tokens).orElse(0L);
    long words = knownWords + unknown.map(Group::tokens).orElse(0L);
    return words == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) knownWords / words);
  }

  /**
   * Returns the mistakes with the highest confidence.
   *
   * @param limit the largest number to return
   * @return the mistakes in descending order of confidence; in text order without confidences
   */
  public List<TokenInSentence> confidentMistakes(int limit) {
    return positions(false)
        .sorted(Comparator.comparingDouble(TokenInSentence::confidence).reversed())
        .limit(limit)
        .toList();
  }

  /**
   * Returns the correct labels with the lowest confidence.
   *
   * @param limit the largest number to return
   * @return the tokens in ascending order of confidence; none without confidences
   */
  public List<TokenInSentence> leastConfidentCorrect(int limit) {
    return calibration.isEmpty()
        ? List.of()
        : positions(true)
            .sorted(Comparator.comparingDouble(TokenInSentence::confidence))
            .limit(limit)
            .toList();
  }

  /**
   * Returns the tokens with a gold and a predicted label.
   *
   * @param cell the two labels
   * @return the tokens in text order
   */
  public List<TokenInSentence> confused(ConfusionMatrix.Cell cell) {
    return positions(cell.gold().equals(cell.predicted()))
        .filter(
            position ->
                position.token().gold().equals(cell.gold())
                    && position.token().predicted().equals(cell.predicted()))
        .toList();
  }

  private Stream<TokenInSentence> positions(boolean correct) {
    List<TokenInSentence> positions = new ArrayList<>();
    for (int k = 0; k < text.size(); k++) {
      ScoredSentence sentence = text.sentences().get(k);
      for (int i = 0; i < sentence.size(); i++) {
        if (sentence.tokens().get(i).correct() == correct) {
          positions.add(new TokenInSentence(k, i, sentence));
        }
      }
    }
    return positions.stream();
  }

  private static Optional<Group> group(ScoredText text, boolean known, Bootstrap bootstrap) {
    List<ScoredToken> tokens =
        text.tokens().filter(token -> token.known().equals(Optional.of(known))).toList();
    return tokens.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Group(
                tokens.size(),
                tokens.stream().filter(ScoredToken::correct).count(),
                bootstrap.estimate(
                    Measures.accuracy(text, token -> token.known().equals(Optional.of(known))))));
  }

  private static ConfusionMatrix confusion(ScoredText text) {
    Map<ConfusionMatrix.Cell, Long> counts = new HashMap<>();
    text.tokens()
        .forEach(
            token ->
                counts.merge(
                    new ConfusionMatrix.Cell(token.gold(), token.predicted()), 1L, Long::sum));
    return new ConfusionMatrix(counts);
  }

  private static Spans spans(ScoredText text, Bootstrap bootstrap) {
    SpanCounter counter = new SpanCounter();
    List<Outcome> outcomes = new ArrayList<>();
    boolean hasConfidences = text.hasConfidences();
    for (ScoredSentence sentence : text.sentences()) {
      List<Span> gold = sentence.goldSpans();
      List<Span> predicted = sentence.predictedSpans();
      counter.add(gold, predicted);
      if (hasConfidences) {
        predicted.forEach(
            span ->
                outcomes.add(
                    new Outcome(sentence.confidence(span).orElseThrow(), gold.contains(span))));
      }
    }
    return new Spans(
        bootstrap.estimate(Measures.spanPrecision(text)),
        bootstrap.estimate(Measures.spanRecall(text)),
        bootstrap.estimate(Measures.spanF1(text)),
        score("all spans", counter.total()),
        counter.byType().entrySet().stream()
            .map(type -> score(type.getKey(), type.getValue()))
            .toList(),
        SpanErrors.of(text),
        outcomes.isEmpty() ? Optional.empty() : Optional.of(Calibration.of(outcomes)));
  }

  private static LabelScore score(String type, SpanCounts counts) {
    return new LabelScore(type, counts.correct(), counts.gold(), counts.predicted());
  }
}
