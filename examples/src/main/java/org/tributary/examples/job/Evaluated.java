package org.tributary.examples.job;

import java.util.List;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.LabelSequenceEvaluator;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.evaluation.TaggingEvaluation;
import org.tributary.tribuo.evaluation.TaggingEvaluator;

/**
 * A model's score on a file.
 *
 * @param evaluation what it got right and wrong
 * @param seconds how long it took to tag the file, reading it and starting TensorFlow (by tagging
 *     its first sentence once before) not included
 * @param tribuo Tribuo's own evaluation, as it prints it; empty where the file has labels that the
 *     model was not trained on, which Tribuo's evaluator cannot take
 */
public record Evaluated(TaggingEvaluation evaluation, double seconds, String tribuo) {

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
        evaluation.unseenLabels().isEmpty()
            ? new LabelSequenceEvaluator()
                .evaluate(model, predictions, file.sentences().getProvenance())
                .toString()
            : "";
    return new Evaluated(evaluation, seconds, tribuo);
  }

  private static String some(List<String> labels) {
    return String.join(", ", labels.subList(0, Math.min(5, labels.size())))
        + (labels.size() > 5 ? " ..." : "");
  }
}
