package org.tributary.examples.programs;

import java.util.Locale;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;

/** Progress of a training: a line for each epoch. */
final class EpochLines implements TrainingListener {

  @Override
  public void epochFinished(EpochReport report) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(Locale.ROOT, "epoch %2d: loss %.4f", report.epoch(), report.meanLoss()));
    report
        .devScore()
        .ifPresent(score -> line.append(String.format(Locale.ROOT, ", dev %.2f %%", 100 * score)));
    System.out.println(line);
  }
}
