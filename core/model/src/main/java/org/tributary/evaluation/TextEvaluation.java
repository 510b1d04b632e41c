package org.tributary.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tributary.evaluation.Calibration.Outcome;
import org.tributary.span.Span;

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
   * @param tally the numbers of all and of correct tokens
   * @param accuracy their accuracy
   */
  public record Group(Tally tally, Estimate accuracy) {}

  /**
   * The scores of spans, as by conlleval.
   *
   * @param precision the precision of all spans
   * @param recall the recall of all spans
   * @param f1 the F1 of all spans
   * @param total the counts of all spans
   * @param types the counts of each type in alphabetical order
   * @param errors the errors in text order
   * @param calibration the calibration of predicted spans by {@link
   *     ScoredText.Sentence#confidence}; empty without confidences or predicted spans
   */
  public record Spans(
      Estimate precision,
      Estimate recall,
      Estimate f1,
      LabelScore total,
      List<LabelScore> types,
      List<SpanError> errors,
      Optional<Calibration> calibration) {}

  /** Evaluates predictions. */
  public static TextEvaluation of(ScoredText text) {
    Resampling<int[]> bootstrap = Resampling.bootstrap(text.size(), SEED);
    Optional<Spans> spans =
        text.hasSpans() ? Optional.of(spans(text, bootstrap)) : Optional.empty();
    Measure macroF1 =
        spans.isPresent()
            ? Measure.spanMacroF1(
                text, spans.get().types().stream().map(LabelScore::label).toList())
            : Measure.macroF1(text, text.labels());
    return new TextEvaluation(
        text,
        Measure.accuracy(text).estimate(bootstrap),
        macroF1.estimate(bootstrap),
        group(text, text.known(), true, bootstrap),
        group(text, text.unknown(), false, bootstrap),
        text.confusion(),
        spans,
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
    long knownWords = known.map(group -> group.tally().total()).orElse(0L);
    long words = knownWords + unknown.map(group -> group.tally().total()).orElse(0L);
    return words == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) knownWords / words);
  }

  /**
   * Returns the correct labels with the lowest confidence.
   *
   * @param limit the largest number to return
   * @return the tokens in ascending order of confidence; none without confidences
   */
  public List<ScoredText.Position> leastConfidentCorrect(int limit) {
    return calibration.isEmpty()
        ? List.of()
        : text.positions()
            .filter(position -> position.token().correct())
            .sorted(Comparator.comparingDouble(p -> p.token().confidence().getAsDouble()))
            .limit(limit)
            .toList();
  }

  /**
   * Returns the tokens with a gold and a predicted label.
   *
   * @param cell the two labels
   * @return the tokens in text order
   */
  public List<ScoredText.Position> confused(ConfusionMatrix.Cell cell) {
    return text.positions()
        .filter(
            position ->
                position.token().gold().equals(cell.gold())
                    && position.token().predicted().equals(cell.predicted()))
        .toList();
  }

  private static Optional<Group> group(
      ScoredText text, Tally tally, boolean known, Resampling<int[]> bootstrap) {
    return tally.total() == 0
        ? Optional.empty()
        : Optional.of(
            new Group(
                tally,
                Measure.accuracy(text, token -> token.known().equals(Optional.of(known)))
                    .estimate(bootstrap)));
  }

  private static Spans spans(ScoredText text, Resampling<int[]> bootstrap) {
    List<Outcome> outcomes = new ArrayList<>();
    if (text.hasConfidences()) {
      for (ScoredText.Sentence sentence : text.sentences()) {
        List<Span> gold = sentence.goldSpans();
        for (Span span : sentence.predictedSpans()) {
          double confidence = sentence.confidence(span).orElseThrow();
          outcomes.add(new Outcome(confidence, gold.contains(span)));
        }
      }
    }
    List<LabelScore> types = text.spanScores();
    return new Spans(
        Measure.spanPrecision(text).estimate(bootstrap),
        Measure.spanRecall(text).estimate(bootstrap),
        Measure.spanF1(text).estimate(bootstrap),
        LabelScore.sum("all spans", types.stream()),
        types,
        SpanError.of(text),
        outcomes.isEmpty() ? Optional.empty() : Optional.of(Calibration.of(outcomes)));
  }
}
