package org.tributary.examples.job;

import java.util.function.BooleanSupplier;
import org.tributary.examples.console.Console;
import org.tributary.examples.text.NumberFormats;
import org.tributary.train.tagger.Teachers;

/**
 * The progress of teachers' tagging: a line every ten seconds on standard error, and one at the end
 * on standard output. A request to stop ends the tagging.
 */
final class TeacherProgress implements Teachers.Progress {
  private static final double SECONDS_BETWEEN_LINES = 10;

  private final Console console;
  private final BooleanSupplier stop;
  private long start = System.nanoTime();
  private double nextLine = SECONDS_BETWEEN_LINES;

  TeacherProgress(Console console, BooleanSupplier stop) {
    this.console = console;
    this.stop = stop;
  }

  /**
   * Prints the progress.
   *
   * @throws StoppedTraining if a stop is requested
   */
  @Override
  public void tagged(int sentences, int total) {
    if (stop.getAsBoolean()) {
      throw new StoppedTraining(false);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (sentences == total) {
      console.say(
          "teach  %s tagged in %s",
          NumberFormats.count(total, "sentence"), NumberFormats.seconds(seconds));
      start = System.nanoTime(); // of the next call
      nextLine = SECONDS_BETWEEN_LINES;
    } else if (seconds >= nextLine) {
      nextLine = seconds + SECONDS_BETWEEN_LINES;
      console.progress(
          "teachers: %s of %s tagged"
              .formatted(NumberFormats.count(sentences), NumberFormats.count(total, "sentence")));
    }
  }
}
