package org.tributary.examples.job;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.LabelSequenceEvaluator;
import org.tributary.span.SpanLabels;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.evaluation.SpanEvaluation;
import org.tributary.tribuo.evaluation.SpanEvaluator;
import org.tributary.tribuo.evaluation.TaggingEvaluation;
import org.tributary.tribuo.evaluation.TaggingEvaluator;

/**
 * The result of evaluating a model on a file.
 *
 * @param evaluation the word-level scores and mistakes
 * @param seconds the tagging time in seconds, without reading the file and warming up TensorFlow
 *     (the first sentence is tagged once before)
 * @param tribuo the text of Tribuo's own evaluation; empty if the file has labels that the model
 *     was not trained on, which Tribuo's evaluator rejects, or if the model has more than {@link
 *     #MAX_TRIBUO_LABELS} labels
 * @param spans the span-level scores; empty unless the labels of both file and model are span
 *     labels
 * @param seen the role of the file in the model's training; empty if it had none
 */
public record EvaluationResult(
    TaggingEvaluation evaluation,
    double seconds,
    String tribuo,
    Optional<SpanEvaluation> spans,
    Optional<SeenData> seen) {

  /**
   * Printing takes cubic time in the number of labels in Tribuo 4.3.2: minutes for 2,000 labels.
   */
  public static final int MAX_TRIBUO_LABELS = 500;

  /**
   * Evaluates a model on a file.
   *
   * @param model the tagger
   * @param file sentences with gold labels
   * @return the score
   * @throws JobException if the model knows the labels of fewer than a tenth of the file's words
   */
  public static EvaluationResult of(LstmTaggerModel model, LabelledFile file) {
    Set<String> known =
        model.getOutputIDInfo().getDomain().stream()
            .map(Label::getLabel)
            .collect(Collectors.toCollection(TreeSet::new));
    LabelCoverage.require(model, known, file);
    model.predict(file.sentences().getExample(0));
    long start = System.nanoTime();
    List<List<Prediction<Label>>> predictions = model.predict(file.sentences());
    double seconds = (System.nanoTime() - start) / 1e9;
    TaggingEvaluation evaluation =
        new TaggingEvaluator().evaluate(model, predictions, file.sentences().getProvenance());
    String tribuo =
        evaluation.unseenLabels().isEmpty() && known.size() <= MAX_TRIBUO_LABELS
            ? new LabelSequenceEvaluator()
                .evaluate(model, predictions, file.sentences().getProvenance())
                .toString()
            : "";
    Optional<SpanEvaluation> spans =
        SpanLabels.encodeSpans(known) && SpanLabels.firstInvalid(file.labels()).isEmpty()
            ? Optional.of(
                new SpanEvaluator().evaluate(model, predictions, file.sentences().getProvenance()))
            : Optional.empty();
    return new EvaluationResult(
        evaluation,
        seconds,
        tribuo,
        spans,
        SeenData.of(model.getProvenance(), file.sentences().getProvenance()));
  }
}
