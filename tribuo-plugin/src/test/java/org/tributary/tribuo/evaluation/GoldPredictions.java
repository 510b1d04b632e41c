package org.tributary.tribuo.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tribuo.Example;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Handwritten gold and predicted labels. */
final class GoldPredictions {
  static final SimpleDataSourceProvenance PROVENANCE =
      new SimpleDataSourceProvenance("by hand", new LabelFactory());

  private final List<List<Prediction<Label>>> sentences = new ArrayList<>();

  /** Adds a sentence; blanks separate the labels. */
  GoldPredictions add(String gold, String predicted) {
    return add(List.of(gold.split(" ", -1)), List.of(predicted.split(" ", -1)));
  }

  GoldPredictions add(List<String> gold, List<String> predicted) {
    List<Prediction<Label>> predictions = new ArrayList<>();
    for (int i = 0; i < gold.size(); i++) {
      Example<Label> example =
          new ArrayExample<>(new Label(gold.get(i)), new String[] {"a"}, new double[] {1});
      Label label = new Label(predicted.get(i), 1);
      predictions.add(new Prediction<>(label, Map.of(label.getLabel(), label), 1, example, false));
    }
    sentences.add(predictions);
    return this;
  }

  List<List<Prediction<Label>>> sentences() {
    return sentences;
  }

  SpanEvaluation evaluate() {
    return new SpanEvaluator().evaluate(FixedModel.withScores(), sentences, PROVENANCE);
  }
}
