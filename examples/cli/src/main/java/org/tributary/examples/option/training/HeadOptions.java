package org.tributary.examples.option.training;

import org.tributary.span.TagScheme;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options for the output layer. */
final class HeadOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--crf",
      description =
          "Linear-chain CRF output layer. Default: a CRF of the labels' scheme if all are span labels,"
              + " else softmax.")
  private boolean crf;

  @Option(
      names = "--softmax",
      description = "Softmax output layer, which predicts each label by itself, also for spans.")
  private boolean softmax;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      description =
          "Tag scheme enforced by the CRF: BIO, IOB1 or BIOES. Default: that of the labels; none with"
              + " --crf.")
  private TagScheme scheme;

  @Option(
      names = "--no-outside-bias-tuning",
      description =
          "Do not tune the bias of the label O. By default it is shifted after training for the best"
              + " span F1 on the development sentences.")
  private boolean keepsBias;

  /**
   * Sets the output layer of a trainer.
   *
   * @throws ParameterException if the options contradict each other
   */
  LstmTaggerTrainerBuilder configure(LstmTaggerTrainerBuilder trainer) {
    if (softmax && (crf || scheme != null)) {
      throw new ParameterException(
          command.commandLine(),
          "--softmax: expected neither --crf nor --scheme beside it, which choose a CRF; leave one out");
    }
    LstmTaggerTrainerBuilder tuned = keepsBias ? trainer.withoutOutsideBiasTuning() : trainer;
    if (softmax) {
      return tuned.softmax();
    }
    if (scheme != null) {
      return tuned.crf(scheme);
    }
    return crf ? tuned.crf() : tuned;
  }

  /** Returns whether the output layer follows from the labels. */
  boolean isAutomatic() {
    return !crf && !softmax && scheme == null;
  }

  @Override
  public String toString() {
    if (isAutomatic()) {
      return "output layer by labels";
    }
    return softmax ? "softmax" : "CRF" + (scheme == null ? "" : " of " + scheme);
  }
}
