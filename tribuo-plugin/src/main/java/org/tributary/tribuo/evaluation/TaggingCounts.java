package org.tributary.tribuo.evaluation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import org.tribuo.Example;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.provenance.EvaluationProvenance;
import org.tribuo.sequence.SequenceModel;

/** An accumulator of the token counts of one evaluation. */
final class TaggingCounts {

  /** Eviction order of mistakes: least confident first, later sentences first among equals. */
  private static final Comparator<Mistake> LEAST_CONFIDENT_FIRST =
      Comparator.comparingDouble((Mistake mistake) -> mistake.confidence().orElse(0))
          .thenComparing(Comparator.comparingLong(Mistake::sentence).reversed())
          .thenComparing(Comparator.comparingInt(Mistake::position).reversed());

  private final KnownWords knownWords;
  private final Set<String> trainedLabels;
  private final int maxMistakes;
  private final Map<ConfusionMatrix.Cell, Long> confusion = new HashMap<>();
  private final PriorityQueue<Mistake> mistakes = new PriorityQueue<>(LEAST_CONFIDENT_FIRST);
  private long sentences;
  private long known;
  private long knownCorrect;
  private long unknown;
  private long unknownCorrect;

  TaggingCounts(SequenceModel<Label> model, int maxMistakes) {
    this.knownWords = KnownWords.of(model);
    this.trainedLabels =
        model.getOutputIDInfo().getDomain().stream()
            .map(Label::getLabel)
            .collect(Collectors.toSet());
    this.maxMistakes = maxMistakes;
  }

  void add(List<Example<Label>> tokens, List<Prediction<Label>> predictions) {
    sentences++;
    SentenceChecks.requireOneEach(sentences, tokens, predictions);
    // one list shared by all mistakes of the sentence
    List<String> words =
        tokens.stream().map(KnownWords::word).collect(Collectors.toUnmodifiableList());
    for (int i = 0; i < tokens.size(); i++) {
      SentenceChecks.requireGold(sentences, i, tokens.get(i));
      addToken(tokens.get(i), words, i, predictions.get(i));
    }
  }

  private void addToken(
      Example<Label> token, List<String> words, int position, Prediction<Label> prediction) {
    String gold = token.getOutput().getLabel();
    String predicted = prediction.getOutput().getLabel();
    boolean correct = gold.equals(predicted);
    boolean isKnown = knownWords.isKnown(token);
    if (isKnown) {
      known++;
      knownCorrect += correct ? 1 : 0;
    } else {
      unknown++;
      unknownCorrect += correct ? 1 : 0;
    }
    confusion.merge(new ConfusionMatrix.Cell(gold, predicted), 1L, Long::sum);
    if (!correct) {
      keep(
          new Mistake(
              sentences, words, position, gold, predicted, confidence(prediction), !isKnown));
    }
  }

  private void keep(Mistake mistake) {
    mistakes.add(mistake);
    if (mistakes.size() > maxMistakes) {
      mistakes.remove();
    }
  }

  private static OptionalDouble confidence(Prediction<Label> prediction) {
    double score = prediction.getOutput().getScore(); // NaN for a label without one
    return prediction.hasProbabilities() && !Double.isNaN(score)
        ? OptionalDouble.of(score)
        : OptionalDouble.empty();
  }

  TaggingEvaluation evaluation(EvaluationProvenance provenance) {
    SentenceChecks.requireSome(sentences);
    return new TaggingEvaluation(
        sentences,
        new Tally(knownCorrect, known),
        new Tally(unknownCorrect, unknown),
        new ConfusionMatrix(confusion),
        trainedLabels,
        mistakes.stream().sorted(LEAST_CONFIDENT_FIRST.reversed()).toList(),
        provenance);
  }
}
