package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tributary.tribuo.LstmTaggerModel;

/** {@code train} on two sentences, for one epoch, and what the model says of it. */
record SmallTraining(Path folder) {
  /** The sentences, once {@link #train} has been called. */
  Path data() {
    return folder.resolve("spans.txt");
  }

  Path model() {
    return folder.resolve("model");
  }

  Cli train(String... options) throws IOException {
    Files.writeString(data(), "Ann B-PER\nLee I-PER\nruns O\n\nBob B-PER\nsits O\n".repeat(3));
    List<String> arguments = new ArrayList<>(List.of("train", "--column", "2", "--epochs", "1"));
    arguments.addAll(List.of("--train", data().toString(), "--dev", data().toString()));
    arguments.addAll(List.of("--hidden", "3", "--embedding", "4"));
    arguments.addAll(List.of("--model", model().toString()));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(new String[0]));
  }

  /** The trainer's options by name, as the saved model has them. */
  Map<String, String> stored() throws IOException {
    try (LstmTaggerModel model = LstmTaggerModel.load(model())) {
      Map<String, String> options = new TreeMap<>();
      model
          .getProvenance()
          .getTrainerProvenance()
          .getConfiguredParameters()
          .forEach((name, value) -> options.put(name, value.toString()));
      return options;
    }
  }
}
