package org.tributary.examples.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.tributary.tribuo.evaluation.LabelScore;
import org.tributary.tribuo.evaluation.SpanEvaluation;
import org.tributary.tribuo.evaluation.TaggingEvaluation;
import org.tributary.tribuo.evaluation.Tally;

/**
 * A machine-readable score. Every accuracy is a number in [0, 1], or null if there are no such
 * words:
 *
 * <pre>
 * model, test                                    the two files
 * seenAs                                         "training" or "dev" if the test file is that file
 *                                                of the model's training, otherwise null
 * sentences, tokens, correct, accuracy           all words
 * knownTokens, knownCorrect, accuracyKnown       words seen in training
 * unknownTokens, unknownCorrect, accuracyUnknown the others
 * seconds, tokensPerSecond                       tagging alone
 * unseenLabels                                   gold labels the model was not trained on
 * labels: label, precision, recall, f1, support, predicted
 * spans: precision, recall, f1, support, predicted, of all spans; absent without span labels
 *   types: type, precision, recall, f1, support, predicted
 * </pre>
 */
public final class ScoreJson {

  private ScoreJson() {}

  /**
   * Writes a score as JSON.
   *
   * @param model the model file
   * @param test the test file
   * @param evaluated the score
   * @return a pretty-printed object, ending in a line feed
   */
  public static String of(Path model, Path test, EvaluationResult evaluated) {
    TaggingEvaluation evaluation = evaluated.evaluation();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("model", model.toString());
    json.put("test", test.toString());
    json.put("seenAs", evaluated.seen().map(SeenData::key).orElse(null));
    json.put("sentences", evaluation.sentences());
    Tally all = evaluation.all();
    json.put("tokens", all.total());
    json.put("correct", all.correct());
    putAccuracy(json, "accuracy", all);
    json.put("knownTokens", evaluation.known().total());
    json.put("knownCorrect", evaluation.known().correct());
    putAccuracy(json, "accuracyKnown", evaluation.known());
    json.put("unknownTokens", evaluation.unknown().total());
    json.put("unknownCorrect", evaluation.unknown().correct());
    putAccuracy(json, "accuracyUnknown", evaluation.unknown());
    json.put("seconds", evaluated.seconds());
    json.put("tokensPerSecond", all.total() / evaluated.seconds());
    ArrayNode unseen = json.putArray("unseenLabels");
    evaluation.unseenLabels().forEach(unseen::add);
    ArrayNode labels = json.putArray("labels");
    evaluation
        .labels()
        .forEach(score -> putScore(labels.addObject().put("label", score.label()), score));
    evaluated.spans().ifPresent(spans -> putSpans(json.putObject("spans"), spans));
    return json.toPrettyString() + "\n";
  }

  private static void putAccuracy(ObjectNode json, String name, Tally tally) {
    OptionalDouble accuracy = tally.accuracy();
    if (accuracy.isPresent()) {
      json.put(name, accuracy.getAsDouble());
    } else {
      json.putNull(name);
    }
  }

  private static void putSpans(ObjectNode json, SpanEvaluation spans) {
    putScore(json, spans.total());
    ArrayNode types = json.putArray("types");
    spans.types().forEach(score -> putScore(types.addObject().put("type", score.label()), score));
  }

  private static void putScore(ObjectNode json, LabelScore score) {
    json.put("precision", score.precision());
    json.put("recall", score.recall());
    json.put("f1", score.f1());
    json.put("support", score.support());
    json.put("predicted", score.predicted());
  }
}
