package org.tributary.examples.command;

import java.util.List;
import java.util.stream.Stream;
import org.tributary.examples.option.OptionGroup;
import org.tributary.examples.option.VectorStorageOption;
import org.tributary.examples.option.training.InputOptions;
import org.tributary.examples.option.training.TrainerOptions;

/**
 * The groups of options in the help of {@code train}, in the order of their use; other programs
 * that train have them, too.
 */
final class TrainHelp {
  /** The options that most people need. */
  static final List<OptionGroup> COMMON =
      List.of(
          OptionGroup.of(
              "Options",
              "--train",
              "--dev",
              "--column",
              "--model",
              "--preset",
              "--epochs",
              "--crf",
              "--seed",
              "--threads",
              "--quiet",
              "--help"));

  /** All others. */
  public static final List<OptionGroup> ADVANCED =
      List.of(
          OptionGroup.of("Data files", "--dev-share", "--token-column", "--format"),
          withSettings("Inputs", InputOptions.names()),
          withSettings("Encoder"),
          withSettings("Output layer", "--softmax", "--no-outside-bias-tuning"),
          withSettings("Auxiliary tasks", "--auxiliary-columns"),
          withSettings("Regularization", "--weight-decay"),
          withSettings("Optimization", "--optimizer", "--momentum"),
          OptionGroup.of(
              "Knowledge distillation", "--teacher", "--teacher-weight", "--raw", "--raw-language"),
          withSettings("Model file", VectorStorageOption.NAME),
          withSettings("Runs", "--from", "--checkpoint", "--seeds"),
          OptionGroup.of("Device", "--device", "--soft-placement"),
          OptionGroup.of("Messages", "--debug", "--version", "--help-all"));

  private TrainHelp() {}

  /** Returns options and those of the trainer's settings under a heading. */
  private static OptionGroup withSettings(String heading, String... names) {
    List<String> common = COMMON.get(0).names();
    return new OptionGroup(
        heading,
        Stream.concat(Stream.of(names), TrainerOptions.names(heading).stream())
            .filter(name -> !common.contains(name))
            .toList());
  }
}
