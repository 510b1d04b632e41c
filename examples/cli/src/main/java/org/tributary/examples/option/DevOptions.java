package org.tributary.examples.option;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options for the development data, on which the best epoch is chosen. */
public final class DevOptions extends MixinOptions {
  private static final double DEFAULT_SHARE = 0.1;

  @Option(
      names = "--dev",
      paramLabel = "FILE",
      description =
          "Development sentences, plain or gzip; the best epoch is chosen on them. Default: a"
              + " tenth of the training sentences, held out.")
  private Path dev;

  @Option(
      names = "--dev-share",
      paramLabel = "SHARE",
      description =
          "Share of the training sentences that is held out as development sentences, chosen by"
              + " --seed, if there is no --dev. With 0, train learns from all of them, scores no"
              + " epoch and saves the last one. Default: "
              + DEFAULT_SHARE
              + ".")
  private Double share;

  /** Returns the development file, if present. */
  public Optional<Path> file() {
    return Optional.ofNullable(dev);
  }

  /** Returns the share of the training sentences that is held out without a file. */
  public double share() {
    return share == null ? DEFAULT_SHARE : share;
  }

  /** Returns whether there are no development sentences. */
  public boolean isEmpty() {
    return dev == null && share() == 0;
  }

  /**
   * Checks {@code --dev-share}, and that {@code --dev-measure} is not given without development
   * sentences.
   *
   * @param required whether there must be development sentences, since the best of several models
   *     is chosen on them
   * @throws ParameterException if the share is out of range, or a file is present too
   */
  public void check(boolean required) {
    if (share == null) {
      return;
    }
    if (dev != null) {
      throw wrongUsage(
          "--dev-share: expected no --dev, whose sentences are all used; leave out one of both");
    }
    if (!(share >= 0 && share < 1)) {
      throw wrongUsage("--dev-share: expected a number from 0 to below 1, got " + share);
    }
    if (share == 0 && required) {
      throw wrongUsage(
          "--dev-share: expected a number above 0, since the best of several models is chosen on development sentences, got 0; train a single one");
    }
    if (share == 0 && isGiven("--dev-measure")) {
      throw wrongUsage(
          "--dev-measure: expected development sentences, which it scores, got none by --dev-share 0; leave out one of both");
    }
  }
}
