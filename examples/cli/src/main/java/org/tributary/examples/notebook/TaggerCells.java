package org.tributary.examples.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;

/** The notebook's cells of the tagger before and after training, 24 to 28. */
final class TaggerCells {
  private final TutorialTagger tagger = new TutorialTagger();
  private final ParameterValues initial = tagger.initial();

  CellOutput dictionaries(int number) {
    return CellOutput.cell(number)
        .line(dictionary(tagger.words()))
        .line(dictionary(tagger.labels()))
        .done();
  }

  CellOutput untrained(int number) {
    return CellOutput.cell(number).print("tag_scores", scores(initial)).done();
  }

  CellOutput trained(int number) {
    FloatTensor scores = scores(tagger.train(initial));
    return CellOutput.cell(number)
        .print("tag_scores", scores)
        .print("tag_scores.argmax(dim=1)", best(scores))
        .done();
  }

  CellOutput gold(int number) {
    return CellOutput.cell(number)
        .line(tagger.sentence().labels().stream().map(tagger.labels()::indexOf).toList().toString())
        .done();
  }

  private FloatTensor scores(ParameterValues parameters) {
    List<double[]> rows = tagger.scores(parameters);
    int columns = tagger.labels().size();
    float[] values = new float[rows.size() * columns];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) rows.get(k / columns)[k % columns];
    }
    return FloatTensor.of(TensorShape.of(rows.size(), columns), values);
  }

  private static List<Integer> best(FloatTensor scores) {
    List<Integer> best = new ArrayList<>();
    for (int row = 0; row < scores.shape().get(0); row++) {
      best.add(scores.at(row).argMax());
    }
    return best;
  }

  /** Returns the Python text of a dictionary from each key to its index. */
  private static String dictionary(List<String> keys) {
    return IntStream.range(0, keys.size())
        .mapToObj(k -> "'" + keys.get(k) + "': " + k)
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
