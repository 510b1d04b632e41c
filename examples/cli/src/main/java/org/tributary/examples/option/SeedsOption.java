package org.tributary.examples.option;

import java.util.List;
import java.util.stream.LongStream;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The {@code --seeds} option: the number of runs with consecutive seeds. */
public final class SeedsOption extends MixinOptions {
  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Number of runs with consecutive seeds from --seed; prints mean and standard deviation"
              + " and saves the best model. Default: ${DEFAULT-VALUE}.")
  private int count;

  /** Returns whether there are several runs. */
  public boolean isSeveral() {
    return count > 1;
  }

  /** Returns {@code prefix} and the seed of a run if there are several, else the empty text. */
  public String text(String prefix, long seed) {
    return isSeveral() ? prefix + seed : "";
  }

  /**
   * Returns the seeds of the runs, in order.
   *
   * @param first the seed of the first run
   * @throws ParameterException if the number of runs is below 1, or the last seed would exceed
   *     {@link Long#MAX_VALUE}
   */
  public List<Long> from(long first) {
    requirePositive("--seeds", count);
    if (first > Long.MAX_VALUE - (count - 1)) {
      throw wrongUsage(
          "--seeds: expected a last seed of at most %d, got %d seeds from %d on"
              .formatted(Long.MAX_VALUE, count, first));
    }
    return LongStream.rangeClosed(first, first + (count - 1)).boxed().toList();
  }
}
