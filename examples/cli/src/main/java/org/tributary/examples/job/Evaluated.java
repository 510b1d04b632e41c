package org.tributary.examples.job;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.LabelSequenceEvaluator;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.evaluation.SpanEvaluation;
import org.tributary.tribuo.evaluation.SpanEvaluator;
import org.tributary.tribuo.evaluation.TaggingEvaluation;
import org.tributary.tribuo.evaluation.TaggingEvaluator;
import org.tributary.tribuo.span.SpanScheme;

/**
 * A model's score on a file.
 *
 * @param evaluation what it got right and wrong
 * @param seconds how long it took to tag the file, reading it and starting TensorFlow (by tagging
 *     its first sentence once before) not included
 * @param tribuo Tribuo's own evaluation, as it prints it; empty where the file has labels that the
 *     model was not trained on, which Tribuo's evaluator cannot take, and where the model has more
 *     than {@link #MAX_TRIBUO_LABELS}
 * @param spans the score by spans; empty unless the labels of file and model are those of spans
 */
public record Evaluated(
    TaggingEvaluation evaluation, double seconds, String tribuo, Optional<SpanEvaluation> spans) {

  /** Tribuo 4.3.2 prints in the cube of the labels' number: 2,000 of them take minutes. */
  public static final int MAX_TRIBUO_LABELS = 500;

  /**
   * Tags a file and scores the outcome.
   *
   * @param model the tagger
   * @param file sentences with gold labels
   * @return the score
   * @throws JobException where not one of the file's labels is the model's
   */
  public static Evaluated of(LstmTaggerModel model, LabelledFile file) {
    List<String> known =
        model.getOutputIDInfo().getDomain().stream().map(Label::getLabel).sorted().toList();
    if (file.labels().stream().noneMatch(known::contains)) {
      throw new JobException(
          file.path()
              + ": expected labels that the model knows ("
              + some(known)
              + "), got "
              + some(List.copyOf(file.labels()))
              + "; is --column the one the model was trained on?");
    }
    model.predict(file.sentences().getExample(0));
    long start = System.nanoTime();
    List<List<Prediction<Label>>> predictions = model.predict(file.sentences());
    double seconds = (System.nanoTime() - start) / 1e9;
    TaggingEvaluation evaluation = new TaggingEvaluator().evaluate(model, predictions);
    String tribuo =
        evaluation.unseenLabels().isEmpty() && known.size() <= MAX_TRIBUO_LABELS
            ? new LabelSequenceEvaluator()
                .evaluate(model, predictions, file.sentences().getProvenance())
                .toString()
            : "";
    Optional<SpanEvaluation> spans =
        areSpans(file.labels(), known)
            ? Optional.of(
                new SpanEvaluator().evaluate(model, predictions, file.sentences().getProvenance()))
            : Optional.empty();
    return new Evaluated(evaluation, seconds, tribuo, spans);
  }

  /** A file of O alone has no spans to find, but a model may find some. */
  private static boolean areSpans(Collection<String> gold, Collection<String> known) {
    return Stream.of(gold, known).flatMap(Collection::stream).allMatch(SpanScheme.BIOES::accepts)
        && known.stream().anyMatch(label -> !label.equals("O"));
  }

  private static String some(List<String> labels) {
    return String.join(", ", labels.subList(0, Math.min(5, labels.size())))
        + (labels.size() > 5 ? " ..." : "");
  }
}
