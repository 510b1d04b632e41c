package org.tributary.examples.job;

import java.util.function.BooleanSupplier;
import org.tributary.examples.console.Console;
import org.tributary.examples.text.NumberFormats;

/**
 * The progress of work on sentences before a training: a line every ten seconds on standard error,
 * and one at the end on standard output. A request to stop ends the work.
 */
public final class SentenceProgress {
  private static final double SECONDS_BETWEEN_LINES = 10;

  private final Console console;
  private final BooleanSupplier stop;
  private final String name;
  private final String done;
  private long start = System.nanoTime();
  private double nextLine = SECONDS_BETWEEN_LINES;

  /**
   * Creates a listener.
   *
   * @param stop returns whether the work is to stop
   * @param name the name of the work, the first word of its last line
   * @param done what has been done to a sentence: {@code tagged}
   */
  public SentenceProgress(Console console, BooleanSupplier stop, String name, String done) {
    this.console = console;
    this.stop = stop;
    this.name = name;
    this.done = done;
  }

  /**
   * Prints the progress.
   *
   * @throws StoppedTraining if a stop is requested
   */
  public void report(int sentences, int total) {
    if (stop.getAsBoolean()) {
      throw new StoppedTraining(false);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (sentences == total) {
      console.say(
          "%-6s %s %s in %s",
          name, NumberFormats.count(total, "sentence"), done, NumberFormats.seconds(seconds));
      start = System.nanoTime(); // of the next call
      nextLine = SECONDS_BETWEEN_LINES;
    } else if (seconds >= nextLine) {
      nextLine = seconds + SECONDS_BETWEEN_LINES;
      console.progress(
          "%s: %s of %s %s"
              .formatted(
                  name,
                  NumberFormats.count(sentences),
                  NumberFormats.count(total, "sentence"),
                  done));
    }
  }
}
