package org.tributary.examples.console;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.tributary.examples.io.NumberFormats;
import org.tributary.train.EpochReport;
import org.tributary.train.OutsideBias;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingPlan;

/**
 * A listener that shows a training run: the progress of an epoch on standard error (a bar on a
 * terminal, otherwise a line every ten seconds), and one line per epoch on standard output.
 */
public final class TrainingDisplay implements TrainingListener, AutoCloseable {

  private static final double SECONDS_BETWEEN_LINES = 10;

  private final Console console;
  private final BooleanSupplier stop;
  private TrainingPlan plan;
  private ProgressBar bar;
  private int epoch;
  private double nextLine;
  private Optional<OutsideBias> outsideBias = Optional.empty();

  /**
   * Creates a listener for one run.
   *
   * @param console the output
   * @param stop whether the run should end early
   */
  public TrainingDisplay(Console console, BooleanSupplier stop) {
    this.console = console;
    this.stop = stop;
  }

  @Override
  public boolean shouldStop() {
    return stop.getAsBoolean();
  }

  @Override
  public void trainingStarted(TrainingPlan started) {
    plan = started;
  }

  @Override
  public void stepFinished(StepReport report) {
    if (report.epoch() != epoch) { // its first step, or the first after a checkpoint
      epoch = report.epoch();
      nextLine = SECONDS_BETWEEN_LINES;
      if (console.errorIsTerminal()) {
        bar = openBar(epoch);
      }
    }
    if (bar != null) {
      bar.setExtraMessage(" loss " + NumberFormats.fourDecimals(report.loss()));
      bar.stepTo(report.tokens());
    } else if (report.seconds() >= nextLine) {
      nextLine = report.seconds() + SECONDS_BETWEEN_LINES;
      console.progress(line(report));
    }
  }

  private ProgressBar openBar(int epoch) {
    return new ProgressBarBuilder()
        .setTaskName(String.format(Locale.ROOT, "epoch %d/%d", epoch, plan.epochs()))
        .setInitialMax(plan.tokensPerEpoch())
        .setUnit("", 1) // the unit of words would leave no room for the loss on 80 columns
        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
        .setUpdateIntervalMillis(200)
        .setConsumer(new ConsoleProgressBarConsumer(console.error()))
        .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
        .continuousUpdate()
        .clearDisplayOnFinish()
        .build();
  }

  private String line(StepReport report) {
    double share = (double) report.tokens() / plan.tokensPerEpoch();
    return String.format(
        Locale.ROOT,
        "epoch %d/%d: %.0f %%, loss %s, %s words/s, %s left",
        report.epoch(),
        plan.epochs(),
        100 * share,
        NumberFormats.fourDecimals(report.loss()),
        NumberFormats.rate(report.tokens(), report.seconds()),
        NumberFormats.seconds(report.seconds() * (1 / share - 1)));
  }

  @Override
  public void epochFinished(EpochReport report) {
    close();
    console.say(
        "epoch %2d/%d  loss %s%s  %7s words/s  %6s%s",
        report.epoch(),
        plan.epochs(),
        NumberFormats.fourDecimals(report.meanLoss()),
        report.devScore().isPresent()
            ? String.format(Locale.ROOT, "  dev %8s", NumberFormats.percent(report.devScore()))
            : "",
        NumberFormats.rate(report.tokens(), report.seconds()),
        NumberFormats.seconds(report.seconds()),
        // of epochs with a score of 0 the latest is kept, so each of them would be the best
        report.best() && report.devScore().orElse(0) > 0 ? "  best" : "");
  }

  @Override
  public void outsideBiasTuned(OutsideBias bias) {
    outsideBias = Optional.of(bias);
  }

  /** Returns the shift of the bias of the label O, if it was tuned. */
  public Optional<OutsideBias> outsideBias() {
    return outsideBias;
  }

  /** Removes the progress bar, if one is shown. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
