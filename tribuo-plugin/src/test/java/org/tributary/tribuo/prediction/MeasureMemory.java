package org.tributary.tribuo.prediction;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;

/**
 * A program that prints the process's resident memory in kB after 200 predictions, after the number
 * of further ones in its second argument, after 40 closed models and after the number of unclosed
 * ones in its third.
 */
final class MeasureMemory {
  static final Path STATUS = Path.of("/proc/self/status");

  /** 200 steps, 60 labels: the tensors of one prediction take 50 kB. */
  private static final SequenceExample<Label> SEQUENCE = sequence(1);

  private MeasureMemory() {}

  /** Trains a model of two thousand features, 2 MB, so that an unclosed model is visible. */
  static LstmTaggerModel train() {
    return Data.smallTrainer()
        .embeddingSize(250)
        .hiddenSize(32)
        .epochs(1)
        .build()
        .train(Data.dataset(List.of(sequence(10))));
  }

  private static SequenceExample<Label> sequence(int featuresPerStep) {
    SequenceExample<Label> sequence = new SequenceExample<>();
    for (int step = 0; step < 200; step++) {
      Feature[] features = new Feature[featuresPerStep];
      for (int k = 0; k < featuresPerStep; k++) {
        features[k] = new Feature("f" + step + "-" + k, 1);
      }
      sequence.addExample(Data.step("L" + step % 60, features));
    }
    return sequence;
  }

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    openAndClose(file, 5); // the allocator's first pools
    try (LstmTaggerModel model = LstmTaggerModel.load(file)) {
      predict(model, 200);
      out.println(resident());
      predict(model, Integer.parseInt(arguments[1]));
      out.println(resident());
    }
    openAndClose(file, 40);
    out.println(resident());
    for (int k = Integer.parseInt(arguments[2]); k > 0; k--) {
      predict(LstmTaggerModel.load(file), 1);
      System.gc();
    }
    out.println(resident());
  }

  private static void openAndClose(Path file, int times) throws IOException {
    for (int k = 0; k < times; k++) {
      try (LstmTaggerModel model = LstmTaggerModel.load(file)) {
        predict(model, 1);
      }
    }
  }

  private static void predict(LstmTaggerModel model, int times) {
    for (int k = 0; k < times; k++) {
      model.predict(SEQUENCE);
    }
  }

  private static long resident() throws IOException {
    System.gc();
    return Files.readAllLines(STATUS, StandardCharsets.UTF_8).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
