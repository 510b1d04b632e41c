package org.tributary.examples.command;

import org.tributary.tribuo.AdamOptimizer;
import org.tributary.tribuo.AdamWOptimizer;
import org.tributary.tribuo.LearningRateSchedule;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.SgdOptimizer;
import org.tributary.tribuo.TaggerOptimizer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How parameters follow their gradients. */
final class OptimizerOptions {
  /** Whose formula. */
  enum Kind {
    ADAM,
    ADAMW,
    SGD
  }

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--optimizer",
      paramLabel = "OPTIMIZER",
      defaultValue = "adam",
      description = "adam, adamw or sgd, as PyTorch has them. Default: ${DEFAULT-VALUE}.")
  private Kind kind;

  @Option(
      names = "--momentum",
      paramLabel = "M",
      description = "How much of the last direction a step of sgd keeps. Default: 0.")
  private Double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "D",
      description = "Pulls weights towards 0. Default: 0.01 for adamw, 0 for the others.")
  private Double weightDecay;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      defaultValue = "0.002",
      description = "The learning rate at the beginning. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--curve",
      paramLabel = "CURVE",
      defaultValue = "cosine",
      description =
          "How the learning rate goes to a twentieth of it: linear, cosine, or plateau, which takes a"
              + " tenth of it when the dev score has not risen for 10 epochs; constant keeps it."
              + " Default: ${DEFAULT-VALUE}.")
  private LearningRateSchedule curve;

  @Option(
      names = "--average",
      paramLabel = "D",
      defaultValue = "0.999",
      description =
          "Decay of an exponential average of the weights, which is scored and kept; 0 for none."
              + " Default: ${DEFAULT-VALUE}.")
  private double average;

  @Option(
      names = "--warm-up",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Share of all steps in which the learning rate rises first. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  /** {@code builder} with these options. */
  LstmTaggerTrainerBuilder of(LstmTaggerTrainerBuilder builder) {
    if (momentum != null && kind != Kind.SGD) {
      throw new ParameterException(
          command.commandLine(),
          "--momentum: expected it with --optimizer sgd; the others have their own averages");
    }
    return builder
        .optimizer(optimizer())
        .learningRate(learningRate)
        .finalLearningRate(learningRate / 20)
        .learningRateSchedule(curve)
        .warmUp(warmUp)
        .averageDecay(average);
  }

  private TaggerOptimizer optimizer() {
    double decay = weightDecay == null ? 0 : weightDecay;
    return switch (kind) {
      case ADAM -> new AdamOptimizer(decay);
      case ADAMW -> weightDecay == null ? new AdamWOptimizer() : new AdamWOptimizer(decay);
      case SGD -> new SgdOptimizer(momentum == null ? 0 : momentum, 0, false, decay);
    };
  }

  @Override
  public String toString() {
    return "%s, learning rate %s (%s), average %s"
        .formatted(Names.lower(kind), learningRate, Names.lower(curve), average);
  }
}
