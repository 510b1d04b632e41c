package org.tributary.tribuo.prediction;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;

/**
 * A program that loads a model and prints {@link PredictionBitsTest}'s probabilities of as many
 * sequences as its second argument says.
 */
final class PrintProbabilities {
  private PrintProbabilities() {}

  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (LstmTaggerModel model = LstmTaggerModel.load(Path.of(arguments[0]))) {
      for (SequenceExample<Label> sequence : Data.words(Integer.parseInt(arguments[1]), 60, 5)) {
        out.println(line(Data.probabilities(model.predict(sequence))));
      }
    }
  }

  /** Formats probabilities as decimals that identify each double exactly. */
  static String line(List<Double> probabilities) {
    return probabilities.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }
}
