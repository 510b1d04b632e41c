package org.tributary.examples.option.training;

import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.config.AdamOptimizer;
import org.tributary.tribuo.config.AdamWOptimizer;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.SgdOptimizer;
import org.tributary.tribuo.config.TaggerOptimizer;
import org.tributary.tribuo.config.TaggerOptimizerOptions.Kind;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options for the optimizer and the learning-rate schedule. */
final class OptimizerOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--optimizer",
      paramLabel = "OPTIMIZER",
      defaultValue = "adam",
      description =
          "Optimizer: adam, adamw or sgd, with PyTorch's formulas. Default: ${DEFAULT-VALUE}.")
  private Kind kind;

  @Option(names = "--momentum", paramLabel = "M", description = "Momentum of sgd. Default: 0.")
  private Double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "D",
      description = "Weight decay. Default: 0.01 for adamw, 0 for the others.")
  private Double weightDecay;

  @Option(
      names = {"--lr", "--learning-rate"},
      paramLabel = "R",
      defaultValue = "" + TaggerDefaults.LEARNING_RATE,
      description = "Initial learning rate. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--lr-schedule",
      paramLabel = "SCHEDULE",
      defaultValue = "cosine",
      description =
          "Learning-rate schedule: constant, linear, cosine or plateau. linear and cosine decay to"
              + " 1/"
              + TaggerDefaults.LEARNING_RATE_DECAY
              + " of the initial rate; plateau divides by 10 after 10 epochs without a better dev"
              + " score, down to the same limit. Default: ${DEFAULT-VALUE}.")
  private LearningRateSchedule schedule;

  @Option(
      names = "--ema-decay",
      paramLabel = "D",
      defaultValue = "" + TaggerDefaults.AVERAGE_DECAY,
      description =
          "Decay of the exponential moving average (EMA) of the weights, which is evaluated and"
              + " saved; 0 turns it off. Default: ${DEFAULT-VALUE}.")
  private double average;

  @Option(
      names = "--lr-warm-up",
      paramLabel = "SHARE",
      defaultValue = "" + TaggerDefaults.WARM_UP,
      description =
          "Warm-up: share of all steps in which the learning rate rises. Default:"
              + " ${DEFAULT-VALUE}.")
  private double warmUp;

  /** Applies these options to {@code builder}. */
  LstmTaggerTrainerBuilder configure(LstmTaggerTrainerBuilder builder) {
    if (momentum != null && kind != Kind.SGD) {
      throw new ParameterException(
          command.commandLine(),
          "--momentum: expected only with --optimizer sgd; adam and adamw have their own moments");
    }
    return builder
        .optimizer(optimizer())
        .learningRate(learningRate)
        .learningRateSchedule(schedule)
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
    return "%s, learning rate %s (%s), EMA decay %s"
        .formatted(Names.lower(kind), learningRate, Names.lower(schedule), average);
  }
}
