package org.tributary.examples.command;

import java.util.List;
import org.tributary.examples.option.OptionGroup;

/**
 * The groups of options in the help of {@code train}, in the order of their use; other programs
 * that train have them, too.
 */
public final class TrainHelp {
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
          OptionGroup.of(
              "Inputs",
              "--features",
              "--character-encoder",
              "--embedding-size",
              "--vectors",
              "--vector-words",
              "--vector-training",
              "--vector-projection",
              "--vector-dropout",
              "--vector-precision",
              "--vector-storage",
              "--token-vectors",
              "--tokenizer",
              "--token-vector-layers",
              "--token-vector-pooling",
              "--token-vector-projection",
              "--token-vector-cache",
              "--token-vector-cache-size",
              "--gazetteer",
              "--gazetteer-matching"),
          OptionGroup.of("Encoder", "--cell", "--hidden-size", "--layers", "--skip-connection"),
          OptionGroup.of("Output layer", "--softmax", "--scheme", "--no-outside-bias-tuning"),
          OptionGroup.of("Auxiliary tasks", "--auxiliary-columns", "--auxiliary-weight"),
          OptionGroup.of(
              "Regularization",
              "--locked-dropout",
              "--dropout",
              "--recurrent-dropout",
              "--word-dropout",
              "--unk-rate",
              "--weight-decay"),
          OptionGroup.of(
              "Optimization",
              "--batch-size",
              "--batch-words",
              "--optimizer",
              "--lr",
              "--lr-schedule",
              "--lr-warm-up",
              "--momentum",
              "--ema-decay",
              "--patience"),
          OptionGroup.of(
              "Knowledge distillation", "--teacher", "--teacher-weight", "--raw", "--raw-language"),
          OptionGroup.of("Model file", "--table-precision"),
          OptionGroup.of("Runs", "--config", "--from", "--checkpoint", "--seeds", "--grid"),
          OptionGroup.of("Device", "--device", "--soft-placement"),
          OptionGroup.of("Messages", "--debug", "--version", "--help-all"));

  private TrainHelp() {}
}
