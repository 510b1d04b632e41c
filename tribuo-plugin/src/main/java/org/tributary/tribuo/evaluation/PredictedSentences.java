package org.tributary.tribuo.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.tribuo.Example;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;

/** Sentences with a model's predictions, made or given, one after the other. */
final class PredictedSentences {
  private PredictedSentences() {}

  /**
   * Tags sentences with one batch in memory at a time.
   *
   * @param each receives each sentence's tokens with their gold labels, and the predictions
   */
  static void predict(
      SequenceModel<Label> model,
      Iterable<SequenceExample<Label>> sentences,
      int batchSize,
      BiConsumer<List<Example<Label>>, List<Prediction<Label>>> each) {
    List<SequenceExample<Label>> batch = new ArrayList<>(batchSize);
    for (SequenceExample<Label> sentence : sentences) {
      batch.add(sentence);
      if (batch.size() == batchSize) {
        predictBatch(model, batch, each);
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      predictBatch(model, batch, each);
    }
  }

  private static void predictBatch(
      SequenceModel<Label> model,
      List<SequenceExample<Label>> batch,
      BiConsumer<List<Example<Label>>, List<Prediction<Label>>> each) {
    List<List<Prediction<Label>>> predictions = model.predict(batch);
    SentenceChecks.requireAll(batch, predictions);
    for (int i = 0; i < batch.size(); i++) {
      List<Example<Label>> tokens = new ArrayList<>(batch.get(i).size());
      batch.get(i).forEach(tokens::add);
      each.accept(tokens, predictions.get(i));
    }
  }

  /** Passes on existing predictions with the examples that they were made for. */
  static void given(
      List<List<Prediction<Label>>> predictions,
      BiConsumer<List<Example<Label>>, List<Prediction<Label>>> each) {
    for (List<Prediction<Label>> sentence : predictions) {
      each.accept(sentence.stream().map(Prediction::getExample).toList(), sentence);
    }
  }
}
