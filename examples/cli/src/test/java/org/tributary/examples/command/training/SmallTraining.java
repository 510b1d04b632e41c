package org.tributary.examples.command.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.tributary.examples.command.Cli;
import org.tributary.tribuo.LstmTaggerModel;

/** A one-epoch {@code train} run on two sentences, with the provenance of its model. */
public record SmallTraining(Path folder) {
  /** Returns the data file, which {@link #train} writes. */
  public Path data() {
    return folder.resolve("spans.txt");
  }

  public Path model() {
    return folder.resolve("model");
  }

  public Cli train(String... options) throws IOException {
    Files.writeString(data(), "Ann B-PER\nLee I-PER\nruns O\n\nBob B-PER\nsits O\n".repeat(3));
    List<String> arguments = new ArrayList<>(List.of("train", "--column", "2", "--epochs", "1"));
    arguments.addAll(List.of("--train", data().toString(), "--dev", data().toString()));
    arguments.addAll(List.of("--hidden-size", "3", "--embedding-size", "4"));
    if (!List.of(options).contains("--model")) {
      arguments.addAll(List.of("--model", model().toString()));
    }
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(new String[0]));
  }

  /** Returns the trainer's options by name from the saved model's provenance. */
  public Map<String, String> stored() throws IOException {
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

  /** Returns what the saved model's provenance records of the run, by name. */
  public Map<String, String> recorded() throws IOException {
    try (LstmTaggerModel model = LstmTaggerModel.load(model())) {
      Map<String, String> values = new TreeMap<>();
      model
          .getProvenance()
          .getInstanceProvenance()
          .getMap()
          .forEach((name, value) -> values.put(name, value.toString()));
      return values;
    }
  }

  /** Returns the dev F1 of each run: with the tuned bias of O, if it was shifted. */
  public static List<Double> scores(Cli run) {
    return Pattern.compile(
            "best   .*, dev span F1 ([0-9.]+) %(?:\\nbias   .* for dev span F1 ([0-9.]+) %)?")
        .matcher(run.output())
        .results()
        .map(found -> Double.valueOf(found.group(2) == null ? found.group(1) : found.group(2)))
        .toList();
  }
}
