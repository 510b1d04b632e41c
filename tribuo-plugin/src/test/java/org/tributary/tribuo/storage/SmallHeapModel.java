package org.tributary.tribuo.storage;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;

/** A program that loads a model and prints a prediction, for a process with a small heap. */
final class SmallHeapModel {
  private SmallHeapModel() {}

  /** Returns a trained model of 20,000 features: 20 MB of weights, 2.5 MB of metadata. */
  static LstmTaggerModel train() {
    SequenceExample<Label> sequence = new SequenceExample<>();
    for (int step = 0; step < 20; step++) {
      Feature[] features = new Feature[1000];
      for (int k = 0; k < features.length; k++) {
        features[k] = new Feature("f" + step + "-" + k, 1);
      }
      sequence.addExample(Data.step("L" + step % 5, features));
    }
    return Data.smallTrainer()
        .embeddingSize(256)
        .hiddenSize(64)
        .epochs(1)
        .build()
        .train(Data.dataset(List.of(sequence)));
  }

  /** Predicts with the model in the file {@code arguments[0]}. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      out.println(answer(Path.of(arguments[0])));
    } catch (OutOfMemoryError | IOException e) {
      out.println(e);
    }
  }

  /** Returns the scores of a sentence. */
  static String answer(Path file) throws IOException {
    try (LstmTaggerModel model = LstmTaggerModel.load(file)) {
      return model.predict(Data.sentence("f1-2/L0", "f3-7/L1", "unseen/L2")).stream()
          .map(step -> step.getOutput().getLabel() + step.getOutput().getScore())
          .toList()
          .toString();
    }
  }
}
