package org.tributary.examples.job;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.tributary.examples.console.Console;
import org.tributary.examples.io.NumberFormats;

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
  private final LongSupplier nanoTime;
  private boolean running;
  private long start;
  private double nextLine;

  /**
   * Creates a listener.
   *
   * @param stop returns whether the work is to stop
   * @param name the name of the work, the first word of its last line
   * @param done what has been done to a sentence: {@code tagged}
   */
  public SentenceProgress(Console console, BooleanSupplier stop, String name, String done) {
    this(console, stop, name, done, System::nanoTime);
  }

  SentenceProgress(
      Console console, BooleanSupplier stop, String name, String done, LongSupplier nanoTime) {
    this.console = console;
    this.stop = stop;
    this.name = name;
    this.done = done;
    this.nanoTime = nanoTime;
  }

  /**
   * Prints the progress. The time of a pass over the sentences counts from its first call.
   *
   * @throws StoppedTraining if a stop is requested
   */
  public void report(int sentences, int total) {
    if (stop.getAsBoolean()) {
      throw new StoppedTraining();
    }
    if (!running) {
      running = true;
      start = nanoTime.getAsLong();
      nextLine = SECONDS_BETWEEN_LINES;
    }
    double seconds = (nanoTime.getAsLong() - start) / 1e9;
    if (sentences == total) {
      console.say(
          "%-6s %s %s in %s",
          name, NumberFormats.count(total, "sentence"), done, NumberFormats.seconds(seconds));
      running = false;
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
